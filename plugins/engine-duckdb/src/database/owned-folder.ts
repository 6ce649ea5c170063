import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A new folder whose name tells which process it belongs to. */
export async function makeOwnedFolder(parent: string, prefix: string): Promise<string> {
  const folder = join(parent, `${prefix}.${hostname()}.${process.pid}.${randomUUID().slice(0, 8)}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Removes the folders of processes of this machine that are gone, as a crash leaves them. */
export async function removeOrphans(parent: string, prefix: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${prefix}.${hostname()}.`)) continue;
    const pid = Number(name.split('.').at(-2));
    if (Number.isInteger(pid) && pid > 0 && !isAlive(pid))
      await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and is somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
