import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assertKeyPrefix, compareKeys, throwIfAborted } from '@penstock/core';
import type { ListOptions, ObjectInfo } from '@penstock/core/contracts';
import { orAbsent } from './fs-error.ts';
import { assertInside, HIDDEN } from './key-path.ts';
import { statObject } from './read-object.ts';

/** Files looked at together. */
const BATCH = 32;

interface Listing extends ListOptions {
  readonly root: string;
  readonly prefix: string;
}
interface Entry {
  /** Key of a file; of a folder, the common start of its keys with the trailing `/`, which sorts it right. */
  readonly key: string;
  readonly folder: boolean;
}

/** Walks the folders in the order of the keys, holding the names of one folder per level. Symbolic links are passed over. */
export async function* listObjects(root: string, prefix: string, options: ListOptions): AsyncGenerator<ObjectInfo> {
  assertKeyPrefix(prefix);
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const folder = join(root, ...base.split('/').filter(Boolean));
  await assertInside(root, folder, prefix);
  yield* walk({ root, prefix, ...options }, base);
}

async function* walk(listing: Listing, base: string): AsyncGenerator<ObjectInfo> {
  const { root, prefix, signal } = listing;
  throwIfAborted(signal, `listing of "${prefix}"`);
  const entries = await entriesOf(listing, base);
  for (let i = 0; i < entries.length; i += BATCH) {
    const batch = entries.slice(i, i + BATCH);
    const infos = await Promise.all(
      batch.map(async ({ key, folder }) => (folder ? undefined : statObject(join(root, key), key))),
    );
    for (const [at, { key, folder }] of batch.entries()) {
      throwIfAborted(signal, `listing of "${prefix}"`);
      const info = infos[at];
      if (info) yield info;
      else if (folder) yield* walk(listing, key);
    }
  }
}

async function entriesOf({ root, prefix, startAfter }: Listing, base: string): Promise<Entry[]> {
  const names = await orAbsent(readdir(join(root, base), { withFileTypes: true }), []);
  return names
    .filter((item) => (item.isFile() || item.isDirectory()) && !(base === '' && item.name === HIDDEN))
    .map((item) => ({ key: base + item.name + (item.isDirectory() ? '/' : ''), folder: item.isDirectory() }))
    .filter((entry) => entry.key.startsWith(prefix) && (startAfter === undefined || reaches(entry, startAfter)))
    .sort((a, b) => compareKeys(a.key, b.key));
}

/** Whether the entry is, or may hold, a key after `startAfter`. */
function reaches({ key, folder }: Entry, startAfter: string): boolean {
  return compareKeys(key, startAfter) > 0 || (folder && startAfter.startsWith(key));
}
