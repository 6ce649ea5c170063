import { join } from 'node:path';
import { memoryObjectStore } from '@penstock/core/testing';
import { Database } from '../src/database/database.ts';
import { LocalTracking } from '../src/local-tracking.ts';

/** Tracking on a database file, without the platform, for tests and their processes. Disposing it closes the file. */
export async function openTracking(file: string) {
  const database = await Database.open(file, { durability: 'process', busyTimeoutMs: 20_000 });
  const store = memoryObjectStore();
  const tracking = new LocalTracking(database, { store, prefix: 'mlruns', cacheDir: join(file, '..', 'cache') });
  return {
    tracking,
    store,
    async [Symbol.asyncDispose]() {
      database.close();
      await store[Symbol.asyncDispose]();
    },
  };
}
