import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import { mapConcurrent } from './map-concurrent.ts';
import type { TableLocation } from './paths/table-location.ts';

const PARALLEL = 16;

/**
 * Deletes a table. The log goes first, newest file first: whoever reads meanwhile, or after a crash, finds an older
 * version that is whole, then no table; sidecars, which checkpoints rest on, go with the data files. Files that writers
 * add meanwhile are found by looking again.
 */
export async function dropTable(store: ObjectStore, location: TableLocation, options?: CallOptions): Promise<void> {
  await store.delete(location.hintKey, options);
  for (;;) {
    const all = await keysOf(store, location.logFolder, options);
    const log = all.filter((key) => !key.startsWith(location.sidecarFolder));
    for (const key of log.reverse()) await store.delete(key, options);
    const rest = await keysOf(store, `${location.folder}/`, options);
    await mapConcurrent(rest, PARALLEL, (key) => store.delete(key, options));
    if (log.length === 0 && rest.length === 0) return;
  }
}

async function keysOf(store: ObjectStore, prefix: string, options?: CallOptions): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix, { signal: options?.signal })) keys.push(key);
  return keys;
}
