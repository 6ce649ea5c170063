import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compareKeys, PenstockError } from '@penstock/core';
import type { ObjectInfo, ObjectStore } from '@penstock/core/contracts';

/** A folder as an object store that cannot be written; its files get keys under `mount`, e.g. `tables/t`. */
export function readOnlyStore(folder: string, mount: string): ObjectStore {
  const pathOf = (key: string) => join(folder, key.slice(mount.length + 1));
  const refuse = async (): Promise<never> => {
    throw new PenstockError('PEN_STORAGE_DENIED', 'The store is read-only');
  };
  const head = async (key: string): Promise<ObjectInfo | undefined> => {
    const info = await stat(pathOf(key)).catch(() => undefined);
    return info?.isFile()
      ? { key, size: info.size, etag: `${info.mtimeMs}-${info.size}`, modified: info.mtime }
      : undefined;
  };
  return {
    head,
    put: refuse,
    putFile: refuse,
    delete: refuse,
    scratchDir: refuse,
    async get(key, options) {
      const bytes = await readFile(pathOf(key)).catch(() => undefined);
      const { start = 0, end } = options?.range ?? {};
      return bytes?.subarray(start < 0 ? bytes.length + start : start, end);
    },
    async *list(prefix, options) {
      const entries = await readdir(folder, { recursive: true }).catch(() => []);
      const keys = entries.map((name) => `${mount}/${name}`).filter((key) => key.startsWith(prefix));
      for (const key of keys.sort(compareKeys)) {
        if (options?.startAfter !== undefined && compareKeys(key, options.startAfter) <= 0) continue;
        const info = await head(key);
        if (info) yield info;
      }
    },
    localFile: async (key) => pathOf(key),
    uri: (key) => pathToFileURL(pathOf(key)).href,
  };
}
