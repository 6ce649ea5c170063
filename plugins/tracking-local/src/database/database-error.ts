import { type ErrorCode, PenstockError, systemError } from '@penstock/core';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) and what to do about each. */
const advice: Readonly<Record<number, string>> = {
  5: 'Another process keeps the database locked. Let it finish, or raise busyTimeoutMs.',
  6: 'Another process keeps the database locked. Let it finish, or raise busyTimeoutMs.',
  8: 'The file or its folder is read-only. Give this user write access.',
  10: 'The disk failed to read or write. Check the disk, then run again.',
  11: 'The file is damaged. Restore it from a copy, or move it away to start with an empty one.',
  13: 'The disk is full. Free some room; nothing was half-written.',
  14: 'The file cannot be opened. Check that its folder exists and may be written to.',
  26: 'The file is damaged or not a SQLite database. Restore it, or name another with the option `file`.',
};

/** What SQLite calls a full or forbidden disk; the others are PEN_TRACKING_FAILED. */
const storage: Readonly<Record<number, ErrorCode>> = { 8: 'PEN_STORAGE_DENIED', 13: 'PEN_STORAGE_FULL' };

/** What node:sqlite throws: the extended result code in `errcode`, its primary code in the low byte. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** Whether another connection holds the lock: the same call may succeed a little later. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === 5 || code === 6;
}

/** PEN_TRACKING_FAILED, PEN_STORAGE_FULL or PEN_STORAGE_DENIED naming the database file; coded errors pass through. */
export function databaseError(error: unknown, file: string): unknown {
  if (PenstockError.is(error)) return error;
  const full = systemError(error, `The tracking database "${file}" failed`);
  if (full !== undefined) return full;
  const code = primaryCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  const known = code === undefined ? undefined : storage[code];
  return new PenstockError(known ?? 'PEN_TRACKING_FAILED', `The tracking database "${file}" failed: ${reason}`, {
    at: file,
    hint: code === undefined ? undefined : advice[code],
    cause: error,
  });
}
