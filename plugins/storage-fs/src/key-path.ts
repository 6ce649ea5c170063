import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assertObjectKey, PenstockError } from '@penstock/core';
import { orAbsent } from './fs-error.ts';

/** Folder of temporary and scratch files inside the root, and so on its volume. Never listed, never a key. */
export const HIDDEN = '.penstock-tmp';

const linked = 'leads through a symbolic link, which could leave the store; links are not followed';
const windowsUnsafe = /[<>:"\\|?*\p{Cc}]|[. ]$/u;

/** PEN_INVALID_KEY for keys no store takes, the hidden folder's, and on Windows those its file systems would rewrite. */
export function assertFsKey(key: string, platform: NodeJS.Platform = process.platform): void {
  assertObjectKey(key);
  const segments = key.split('/');
  if (segments[0] === HIDDEN) throw invalid(key, `lies in ${HIDDEN}, which the store keeps for itself`);
  if (platform === 'win32' && segments.some((segment) => windowsUnsafe.test(segment)))
    throw invalid(key, 'holds a character that file names on Windows cannot have');
}

/** Where the object of a key lies. PEN_INVALID_KEY when a symbolic link on the way there leads elsewhere. */
export async function pathOf(root: string, key: string): Promise<string> {
  assertFsKey(key);
  const path = join(root, ...key.split('/'));
  await assertInside(root, dirname(path), key);
  if ((await orAbsent(lstat(path), undefined))?.isSymbolicLink()) throw invalid(key, linked);
  return path;
}

/** Checks a folder of the store, or the nearest existing one above it, for symbolic links. */
export async function assertInside(root: string, folder: string, key: string): Promise<void> {
  const real = await orAbsent(realpath(folder), undefined);
  if (real === undefined && folder !== root) return assertInside(root, dirname(folder), key);
  if (real !== undefined && !sameFolder(real, folder)) throw invalid(key, linked);
}

// On macOS and Windows the real path may differ in case or Unicode form only.
function sameFolder(a: string, b: string): boolean {
  if (a === b) return true;
  const plain = (path: string) => path.normalize('NFC').toLowerCase();
  return process.platform !== 'linux' && plain(a) === plain(b);
}

function invalid(key: string, problem: string): PenstockError {
  return new PenstockError('PEN_INVALID_KEY', `The object key ${JSON.stringify(key)} ${problem}`, { at: key });
}
