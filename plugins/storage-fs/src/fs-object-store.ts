import { randomInt } from 'node:crypto';
import { realpath, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PenstockError, throwIfAborted } from '@penstock/core';
import type {
  CallOptions,
  GetOptions,
  ListOptions,
  ObjectInfo,
  ObjectStore,
  PutOptions,
} from '@penstock/core/contracts';
import { adoptFile } from './adopt-file.ts';
import { discard, type Target, writeBytes, writeDraft } from './draft.ts';
import { makeFolder, pruneFolders, syncFolder } from './folders.ts';
import { fsError, orAbsent, systemCode } from './fs-error.ts';
import { assertFsKey, HIDDEN, pathOf } from './key-path.ts';
import { listObjects } from './list-objects.ts';
import { publish } from './publish.ts';
import { infoOf, readObject, statObject } from './read-object.ts';
import { removeStale } from './remove-stale.ts';

interface Call extends CallOptions {
  readonly what: string;
  readonly key: string;
}

/** An object store in a folder: the key is the path below the root. Any number of processes may share one. */
export class FsObjectStore implements ObjectStore {
  /** Absolute, without symbolic links. */
  readonly root: string;
  #lastStamp = 0;

  private constructor(root: string) {
    this.root = root;
  }

  /** Opens the store in a folder, made when missing, and sweeps away what crashed writers left there. */
  static async open(folder: string, { signal }: CallOptions = {}): Promise<FsObjectStore> {
    const path = resolve(folder);
    try {
      throwIfAborted(signal, 'opening of the store');
      await makeFolder(path);
      const root = await realpath(path);
      await removeStale(join(root, HIDDEN)).catch(ignoreReadOnly);
      return new FsObjectStore(root);
    } catch (error) {
      if (systemCode(error) === 'EEXIST' || systemCode(error) === 'ENOTDIR')
        throw new PenstockError('PEN_CONFIG_INVALID', `The root of the store is not a folder: ${path}`, {
          at: path,
          cause: error,
        });
      throw fsError(error, 'opening of the store', path);
    }
  }

  async get(key: string, options: GetOptions = {}): Promise<Uint8Array | undefined> {
    return this.#call({ what: 'get', key, ...options }, (path) => readObject(path, options));
  }

  async head(key: string, options: CallOptions = {}): Promise<ObjectInfo | undefined> {
    return this.#call({ what: 'head', key, ...options }, (path) => statObject(path, key));
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<ObjectInfo> {
    return this.#call({ what: 'put', key, ...options }, async (path) => {
      const target = await this.#target(key, path, options);
      const draft = await writeDraft(target, (handle) => writeBytes(handle, body, options.signal));
      try {
        await publish(draft, target);
        return infoOf(key, draft.stats);
      } finally {
        await discard(draft);
      }
    });
  }

  async putFile(key: string, localPath: string, options: PutOptions = {}): Promise<ObjectInfo> {
    return this.#call({ what: 'put', key, ...options }, async (path) =>
      adoptFile(localPath, await this.#target(key, path, options)),
    );
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncIterable<ObjectInfo> {
    try {
      yield* listObjects(this.root, prefix, options);
    } catch (error) {
      throw fsError(error, 'listing', prefix);
    }
  }

  async delete(key: string, options: CallOptions = {}): Promise<void> {
    return this.#call({ what: 'delete', key, ...options }, async (path) => {
      if ((await statObject(path, key)) === undefined) return;
      await orAbsent(unlink(path), undefined);
      await syncFolder(await pruneFolders(this.root, dirname(path)));
    });
  }

  async localFile(key: string, options: CallOptions = {}): Promise<string> {
    return this.#call({ what: 'lookup', key, ...options }, async (path) => {
      if ((await statObject(path, key)) !== undefined) return path;
      throw new PenstockError('PEN_NOT_FOUND', `There is no object "${key}"`, { at: key });
    });
  }

  async scratchDir(): Promise<string> {
    const folder = join(this.root, HIDDEN, 'scratch');
    await makeFolder(folder).catch((error: unknown) => {
      throw fsError(error, 'making of the scratch folder', folder);
    });
    return folder;
  }

  uri(key: string): string {
    assertFsKey(key);
    return pathToFileURL(join(this.root, ...key.split('/'))).href;
  }

  async #call<T>({ what, key, signal }: Call, work: (path: string) => Promise<T>): Promise<T> {
    try {
      throwIfAborted(signal, `${what} of "${key}"`);
      return await work(await pathOf(this.root, key));
    } catch (error) {
      throw fsError(error, what, key);
    }
  }

  /** Refuses a put-if-absent of an existing key before anything is written; publishing decides the race. */
  async #target(key: string, path: string, { ifAbsent = false, signal }: PutOptions): Promise<Target> {
    if (ifAbsent && (await statObject(path, key)) !== undefined)
      throw new PenstockError('PEN_ALREADY_EXISTS', `The object "${key}" exists already`, { at: key });
    return { root: this.root, key, path, ifAbsent, modified: this.#stamp(), signal };
  }

  /** Modification time in seconds, to the microsecond: strictly rising here, and unlikely to meet another process's. */
  #stamp(): number {
    this.#lastStamp = Math.max(Date.now() * 1000 + randomInt(1000), this.#lastStamp + 1);
    return this.#lastStamp / 1e6;
  }
}

// A store that may only be read is still a store.
function ignoreReadOnly(error: unknown): void {
  const code = systemCode(error);
  if (code !== 'EROFS' && code !== 'EACCES' && code !== 'EPERM') throw error;
}
