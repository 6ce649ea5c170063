import { mkdir, open, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { orAbsent, systemCode } from './fs-error.ts';

/** Makes a folder and those above it, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Makes the names in a folder durable. A folder that is gone needs nothing. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no fsync of folders; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await orAbsent(open(folder, 'r'), undefined);
  if (!handle) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes empty folders from `folder` up to, but without, `root`. Returns the first that stays. */
export async function pruneFolders(root: string, folder: string): Promise<string> {
  let current = folder;
  for (; current !== root; current = dirname(current)) {
    try {
      await rmdir(current);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') break;
    }
  }
  return current;
}
