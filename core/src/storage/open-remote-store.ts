import { join } from 'node:path';
import { FileCache } from './file-cache.ts';
import type { RemoteBackend } from './remote-backend.ts';
import { RemoteObjectStore } from './remote-object-store.ts';
import type { RemoteOptions } from './remote-options.ts';

const MIB = 1024 * 1024;

export interface RemoteStorePlace {
  /** Of the plugin in the configuration: names the folder of its local copies. */
  readonly id: string;
  readonly stateDir: string;
  /** The service, e.g. its address. */
  readonly scope: string;
  /** Whether put-if-absent has to be proven before it is relied on. */
  readonly probe: boolean;
  readonly signal?: AbortSignal;
}

/** Opens a store with the options that all remote stores share, and checks that it can be reached. */
export async function openRemoteStore(
  backend: RemoteBackend,
  options: RemoteOptions,
  { id, stateDir, scope, probe, signal }: RemoteStorePlace,
): Promise<RemoteObjectStore> {
  const cache = await FileCache.open({
    folder: join(stateDir, 'cache', encodeURIComponent(id)),
    maxBytes: options.cacheSizeMiB * MIB,
    keepMs: options.cacheKeepMinutes * 60_000,
  });
  const store = new RemoteObjectStore(backend, {
    prefix: options.prefix === undefined ? '' : `${options.prefix}/`,
    limits: {
      attempts: options.attempts,
      timeoutMs: options.timeoutSeconds * 1000,
      firstDelayMs: 100,
      maxDelayMs: 10_000,
    },
    cache,
    scope,
    partBytes: options.partSizeMiB * MIB,
    parallel: options.parallelParts,
    probe,
  });
  await store.check({ signal });
  return store;
}
