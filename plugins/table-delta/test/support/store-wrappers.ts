import type { ObjectStore, PutOptions } from '@penstock/core/contracts';

/** Calls by kind, with what they went to: `get tables/t/_delta_log/_last_checkpoint`. */
export interface CountedStore extends ObjectStore {
  readonly calls: string[];
}

export function countingStore(store: ObjectStore): CountedStore {
  const calls: string[] = [];
  const count =
    <A extends [string, ...unknown[]], R>(kind: string, call: (...args: A) => R) =>
    (...args: A): R => {
      calls.push(`${kind} ${args[0]}`);
      return call(...args);
    };
  return {
    calls,
    get: count('get', store.get.bind(store)),
    head: count('head', store.head.bind(store)),
    put: count('put', store.put.bind(store)),
    putFile: count('putFile', store.putFile.bind(store)),
    list: count('list', store.list.bind(store)),
    delete: count('delete', store.delete.bind(store)),
    localFile: count('localFile', store.localFile.bind(store)),
    scratchDir: () => store.scratchDir(),
    uri: (key) => store.uri(key),
  };
}

type Put = (key: string, body: Uint8Array, options?: PutOptions) => ReturnType<ObjectStore['put']>;

/** A store whose puts go through `put`, which gets the real one. */
export function withPut(
  store: ObjectStore,
  put: (real: Put, ...args: Parameters<Put>) => ReturnType<Put>,
): ObjectStore {
  return Object.assign(Object.create(store), {
    put: (...args: Parameters<Put>) => put(store.put.bind(store), ...args),
    get: store.get.bind(store),
    head: store.head.bind(store),
    list: store.list.bind(store),
    delete: store.delete.bind(store),
    putFile: store.putFile.bind(store),
    localFile: store.localFile.bind(store),
    scratchDir: store.scratchDir.bind(store),
    uri: store.uri.bind(store),
  });
}
