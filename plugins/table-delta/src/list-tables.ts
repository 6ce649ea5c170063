import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import { parseLogFile } from './log/log-file.ts';
import { isTableName } from './paths/table-location.ts';

/** Sorts after every key of a folder. */
const AFTER_ALL = '\u{10FFFF}';

/** Names of the folders under the root that hold a Delta log, sorted. A table costs two listings, however many files it has. */
export async function listTables(store: ObjectStore, root: string, options?: CallOptions): Promise<readonly string[]> {
  const prefix = root === '' ? '' : `${root}/`;
  const names: string[] = [];
  let startAfter: string | undefined;
  for (;;) {
    const key = await firstKey(store, prefix, startAfter, options);
    if (key === undefined) return names.sort();
    const name = key.slice(prefix.length).split('/', 1)[0] ?? '';
    if (
      isTableName(name) &&
      key.startsWith(`${prefix}${name}/`) &&
      (await hasLog(store, `${prefix}${name}`, options))
    ) {
      names.push(name);
    }
    startAfter = key.startsWith(`${prefix}${name}/`) ? `${prefix}${name}/${AFTER_ALL}` : key;
  }
}

async function hasLog(store: ObjectStore, folder: string, options?: CallOptions): Promise<boolean> {
  const prefix = `${folder}/_delta_log/`;
  for await (const { key } of store.list(prefix, { signal: options?.signal })) {
    const file = parseLogFile(key.slice(prefix.length));
    if (file && file.kind !== 'checksum') return true;
    if (key.slice(prefix.length) > ':') return false;
  }
  return false;
}

async function firstKey(
  store: ObjectStore,
  prefix: string,
  startAfter: string | undefined,
  options?: CallOptions,
): Promise<string | undefined> {
  for await (const { key } of store.list(prefix, { startAfter, signal: options?.signal })) return key;
  return undefined;
}
