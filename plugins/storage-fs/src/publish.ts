import { randomUUID } from 'node:crypto';
import { link, lstat, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PenstockError, throwIfAborted } from '@penstock/core';
import type { Draft, Target } from './draft.ts';
import { makeFolder, syncFolder } from './folders.ts';
import { orAbsent, systemCode } from './fs-error.ts';
import { HIDDEN } from './key-path.ts';

/** How often a folder may vanish under a put because others delete their last objects in it. */
const ATTEMPTS = 100;

/**
 * Gives a draft its final name, atomically and durably. A plain put renames, which replaces. Put-if-absent links,
 * because a link is the one call that makes a whole file appear under a name and fails when the name is taken.
 */
export async function publish(draft: Draft, target: Target): Promise<void> {
  throwIfAborted(target.signal, `put of "${target.key}"`);
  const folder = dirname(target.path);
  for (let attempt = 1; ; attempt++) {
    try {
      await makeFolder(folder);
      if (target.ifAbsent) await linkDraft(draft, target);
      else await rename(draft.path, target.path);
      break;
    } catch (error) {
      const code = systemCode(error);
      if (attempt === ATTEMPTS) throw error;
      if (code === 'EISDIR') await removeEmptyTree(target.path);
      else if (code !== 'ENOENT') throw error;
    }
  }
  await syncFolder(folder);
}

async function linkDraft(draft: Draft, target: Target): Promise<void> {
  try {
    await link(draft.path, target.path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return taken(draft, target);
    if (code === 'ENOSYS' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'EPERM') {
      // EPERM means either that the file system knows no links or that this folder may not be written.
      if (!(await linksWork(target.root))) throw unsupported(target.key, error);
    }
    throw error;
  }
}

async function taken(draft: Draft, { path, key }: Target): Promise<void> {
  const [there, ours] = await Promise.all([
    orAbsent(lstat(path, { bigint: true }), undefined),
    lstat(draft.path, { bigint: true }),
  ]);
  if (there?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  // NFS may repeat a link call whose answer got lost: then the name that is "taken" is our own.
  if (there?.ino === ours.ino && there.dev === ours.dev && ours.nlink === 2n) return;
  throw new PenstockError('PEN_ALREADY_EXISTS', `The object "${key}" exists already`, { at: key });
}

async function linksWork(root: string): Promise<boolean> {
  const probe = join(root, HIDDEN, `probe-${randomUUID()}`);
  try {
    await writeFile(probe, '', { flag: 'wx' });
    await link(probe, `${probe}-link`);
    return true;
  } catch {
    return false;
  } finally {
    await Promise.all([rm(probe, { force: true }), rm(`${probe}-link`, { force: true })]);
  }
}

/** A crash can leave folders without objects, which must not keep their name from becoming a key. */
async function removeEmptyTree(folder: string): Promise<void> {
  for (const item of await orAbsent(readdir(folder, { withFileTypes: true }), [])) {
    if (item.isDirectory()) await removeEmptyTree(join(folder, item.name));
  }
  await orAbsent(rmdir(folder), undefined);
}

function unsupported(key: string, cause: unknown): PenstockError {
  return new PenstockError(
    'PEN_STORAGE_UNSUPPORTED',
    `Writing "${key}" only if absent needs hard links, which the file system of the store does not have`,
    {
      at: key,
      cause,
      hint: 'Put the store on a local disk (exFAT, SMB and FUSE mounts of buckets have no hard links).',
    },
  );
}
