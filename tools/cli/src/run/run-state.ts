import type { ObjectStore } from '@penstock/core/contracts';
import { Lease, type RunRecord } from '@penstock/core/runtime';
import type { Style } from '../output/style.ts';

export type RunState = 'running' | 'interrupted' | 'succeeded' | 'failed' | 'cancelled';

/** State of a run: an unfinished one is running while it holds its pipeline, else it was interrupted. */
export async function runState(store: ObjectStore, record: RunRecord): Promise<RunState> {
  if (record.status !== 'open') return record.status;
  return (await Lease.holder(store, record.pipeline)) === record.runId ? 'running' : 'interrupted';
}

export function statePaint(state: RunState, style: Style): (text: string) => string {
  return {
    running: style.cyan,
    interrupted: style.yellow,
    succeeded: style.green,
    failed: style.red,
    cancelled: style.yellow,
  }[state];
}
