import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { orAbsent } from './fs-error.ts';

/** Milliseconds. Long enough that nobody can still be writing what is removed. */
export const STALE_AFTER = 24 * 3600 * 1000;

/** Removes files, and then empty folders, that crashed processes left in the hidden folder more than a day ago. */
export async function removeStale(folder: string, now = Date.now()): Promise<void> {
  for (const item of await orAbsent(readdir(folder, { withFileTypes: true }), [])) {
    const path = join(folder, item.name);
    const stats = await orAbsent(lstat(path), undefined);
    if (item.isDirectory()) await removeStale(path, now);
    if (!stats || now - stats.mtimeMs < STALE_AFTER) continue;
    if (item.isDirectory()) await rmdir(path).catch(() => undefined);
    else await rm(path, { force: true });
  }
}
