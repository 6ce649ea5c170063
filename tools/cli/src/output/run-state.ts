import type { ObjectStore } from '@penstock/core/contracts';
import { Lease, type RunRecord } from '@penstock/core/runtime';

/** Status of a run in words: an unfinished one is running while it holds its pipeline, else it was interrupted. */
export async function runState(store: ObjectStore, record: RunRecord): Promise<string> {
  if (record.status !== 'open') return record.status;
  return (await Lease.holder(store, record.pipeline)) === record.runId ? 'running' : 'interrupted';
}
