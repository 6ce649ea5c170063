import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import type { TableLocation } from '../paths/table-location.ts';
import { commitTimes } from './commit-times.ts';
import { listLog } from './listing.ts';
import { parseLogFile } from './log-file.ts';

const DAY = 86_400_000;

export interface CleanOptions extends CallOptions {
  /** Milliseconds. */
  readonly now: number;
  readonly retention: number;
}

/**
 * Deletes commits, checkpoints, compactions and checksums that nobody needs for versions younger than the retention (PROTOCOL.md,
 * "Metadata Cleanup"): everything before the newest checkpoint that is not after the last commit up to midnight UTC of
 * that day. Without such a checkpoint nothing goes.
 * @returns how many objects were deleted.
 */
export async function cleanLog(store: ObjectStore, location: TableLocation, options: CleanOptions): Promise<number> {
  const cutoff = Math.floor((options.now - options.retention) / DAY) * DAY;
  if (!(await startsBefore(store, location, cutoff, options))) return 0;
  const listing = await listLog(store, location, 0, options);
  let last = -1;
  for (const [version, time] of commitTimes(listing.commits)) if (time <= cutoff) last = version;
  const checkpoint = listing.checkpoints.find(({ version }) => version <= last);
  if (!checkpoint) return 0;
  const doomed: string[] = [];
  for await (const { key } of store.list(location.logFolder, { signal: options.signal })) {
    const file = parseLogFile(key.slice(location.logFolder.length));
    if (file && file.version < checkpoint.version) doomed.push(key);
    if (file && file.version >= checkpoint.version) break;
  }
  for (const key of doomed) await store.delete(key, { signal: options.signal });
  return doomed.length;
}

/** The first file tells whether a full listing is worth it. */
async function startsBefore(
  store: ObjectStore,
  location: TableLocation,
  cutoff: number,
  options: CallOptions,
): Promise<boolean> {
  for await (const object of store.list(location.logFolder, { signal: options.signal })) {
    if (parseLogFile(object.key.slice(location.logFolder.length))) return object.modified.getTime() <= cutoff;
  }
  return false;
}
