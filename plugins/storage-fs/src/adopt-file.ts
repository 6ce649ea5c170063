import { constants } from 'node:fs';
import { access, lstat, open, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PenstockError } from '@penstock/core';
import type { ObjectInfo } from '@penstock/core/contracts';
import { copyBytes, type Draft, discard, finish, type Target, writeDraft } from './draft.ts';
import { orAbsent, systemCode } from './fs-error.ts';
import { publish } from './publish.ts';
import { infoOf } from './read-object.ts';

/** What a file on another volume, or of another owner, answers to being moved: it is copied instead. */
const cannotMove = new Set(['EXDEV', 'EPERM', 'EACCES']);

/** Moves a local file into the store: by name on the same volume, by copy elsewhere. */
export async function adoptFile(localPath: string, target: Target): Promise<ObjectInfo> {
  const movable = await checkLocal(localPath);
  const draft = (movable && (await move(localPath, target))) || (await copy(localPath, target));
  await orAbsent(unlink(localPath), undefined);
  return infoOf(target.key, draft.stats);
}

/** Whether the file can become the object itself: not through a link, and not while another name shares its bytes. */
async function checkLocal(path: string): Promise<boolean> {
  const target = await orAbsent(stat(path), undefined);
  if (!target?.isFile())
    throw new PenstockError('PEN_NOT_FOUND', `The local file ${path} does not exist`, { at: path });
  // It must be gone afterwards: better to learn before the put than after it that it cannot be.
  await access(dirname(path), constants.W_OK);
  const own = await lstat(path);
  return own.isFile() && own.nlink === 1;
}

async function move(path: string, target: Target): Promise<Draft | undefined> {
  try {
    // Windows flushes only through handles that may write.
    const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r');
    let stats: Awaited<ReturnType<typeof finish>>;
    try {
      stats = await finish(handle, target.modified);
    } finally {
      await handle.close();
    }
    await publish({ path, stats }, target);
    return { path, stats };
  } catch (error) {
    if (cannotMove.has(systemCode(error) ?? '')) return undefined;
    throw error;
  }
}

async function copy(path: string, target: Target): Promise<Draft> {
  const draft = await writeDraft(target, (handle) => copyBytes(handle, path, target.signal));
  try {
    await publish(draft, target);
    return draft;
  } finally {
    await discard(draft);
  }
}
