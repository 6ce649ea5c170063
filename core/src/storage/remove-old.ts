import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Milliseconds. Long enough that nobody can still be using what is removed. */
const OLD = 24 * 3600 * 1000;

/** Removes files, and then empty folders, that were last changed more than a day ago. */
export async function removeOld(folder: string, now = Date.now()): Promise<void> {
  for (const item of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, item.name);
    const stats = await lstat(path).catch(() => undefined);
    if (item.isDirectory()) await removeOld(path, now);
    if (!stats || now - stats.mtimeMs < OLD) continue;
    if (item.isDirectory()) await rmdir(path).catch(() => undefined);
    else await rm(path, { force: true });
  }
}
