import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import type { TableLocation } from '../paths/table-location.ts';
import { readCommitInfo } from './commit.ts';

/** Bytes of a commit that surely hold its commitInfo when that stands first. */
const FIRST_LINES = 64 * 1024;

/** Milliseconds; `undefined` when the commit is gone or has none. */
export async function readInCommitTimestamp(
  store: ObjectStore,
  location: TableLocation,
  version: number,
  options?: CallOptions,
): Promise<number | undefined> {
  const key = location.commitKey(version);
  const signal = options?.signal;
  const bytes = await store.get(key, { range: { start: 0, end: FIRST_LINES }, signal });
  const newline = bytes?.indexOf(10) ?? -1;
  const head = bytes && newline >= 0 ? bytes.subarray(0, newline) : await store.get(key, { signal });
  const time = head ? readCommitInfo(head, key)?.['inCommitTimestamp'] : undefined;
  return typeof time === 'number' ? time : undefined;
}
