import type { ObjectStore } from '@penstock/core/contracts';
import type { DeltaOptions } from '../options.ts';
import type { TableLocation } from '../paths/table-location.ts';
import { durationOf } from '../properties/table-properties.ts';
import { cleanLog } from './clean-log.ts';
import type { LogState } from './log-state.ts';
import { writeCheckpoint } from './write-checkpoint.ts';

const DAY = 86_400_000;

/** After a commit: every so many versions a checkpoint, and behind it the log that nobody needs any more goes. */
export async function maintainLog(
  store: ObjectStore,
  location: TableLocation,
  state: LogState,
  options: Pick<DeltaOptions, 'checkpointInterval' | 'logRetentionDays'>,
): Promise<void> {
  const { configuration } = state.metadata;
  const interval = Number(configuration['delta.checkpointInterval'] ?? options.checkpointInterval);
  if (state.version === 0 || !(interval > 0) || state.version % interval !== 0) return;
  await writeCheckpoint(store, location, state);
  if (configuration['delta.enableExpiredLogCleanup'] === 'false') return;
  const retention = durationOf(configuration, 'delta.logRetentionDuration') ?? options.logRetentionDays * DAY;
  await cleanLog(store, location, { now: Date.now(), retention });
}
