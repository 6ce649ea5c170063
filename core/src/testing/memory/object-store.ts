import { mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CallOptions,
  GetOptions,
  ListOptions,
  ObjectInfo,
  ObjectStore,
  PutOptions,
} from '../../contracts/object-store.ts';
import { throwIfAborted } from '../../errors/abort.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import { assertKeyPrefix, assertObjectKey, compareKeys } from '../../storage/object-key.ts';

interface Stored {
  readonly info: ObjectInfo;
  readonly body: Uint8Array;
}

/** An object store in memory, for tests: everything the contract promises except durability. Disposing it removes its temporary folder. */
export function memoryObjectStore(): ObjectStore & AsyncDisposable {
  return new MemoryObjectStore();
}

class MemoryObjectStore implements ObjectStore, AsyncDisposable {
  readonly #objects = new Map<string, Stored>();
  readonly #copies = new Map<string, Promise<string>>();
  #changes = 0;
  #folder: Promise<string> | undefined;

  async get(key: string, options: GetOptions = {}): Promise<Uint8Array | undefined> {
    check(key, 'get', options);
    const body = this.#objects.get(key)?.body;
    if (!body) return undefined;
    const { start = 0, end = body.length } = options.range ?? {};
    const from = start < 0 ? Math.max(0, body.length + start) : start;
    return body.slice(from, Math.max(from, end));
  }

  async head(key: string, options: CallOptions = {}): Promise<ObjectInfo | undefined> {
    check(key, 'head', options);
    return this.#objects.get(key)?.info;
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<ObjectInfo> {
    check(key, 'put', options);
    if (options.ifAbsent && this.#objects.has(key))
      throw new PenstockError('PEN_ALREADY_EXISTS', `The object "${key}" exists already`, { at: key });
    const etag = String(++this.#changes);
    const info = Object.freeze({ key, size: body.length, etag, modified: new Date() });
    this.#objects.set(key, { info, body: new Uint8Array(body) });
    return info;
  }

  async putFile(key: string, localPath: string, options: PutOptions = {}): Promise<ObjectInfo> {
    check(key, 'put', options);
    const body = await readFile(localPath).catch((cause: unknown) => {
      throw new PenstockError('PEN_NOT_FOUND', `The local file ${localPath} cannot be read`, { at: localPath, cause });
    });
    const info = await this.put(key, body, options);
    await unlink(localPath);
    return info;
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncIterable<ObjectInfo> {
    assertKeyPrefix(prefix);
    const { startAfter, signal } = options;
    throwIfAborted(signal, `listing of "${prefix}"`);
    const keys = [...this.#objects.keys()].filter(
      (key) => key.startsWith(prefix) && (startAfter === undefined || compareKeys(key, startAfter) > 0),
    );
    for (const key of keys.sort(compareKeys)) {
      throwIfAborted(signal, `listing of "${prefix}"`);
      const stored = this.#objects.get(key);
      if (stored) yield stored.info;
    }
  }

  async delete(key: string, options: CallOptions = {}): Promise<void> {
    check(key, 'delete', options);
    this.#objects.delete(key);
  }

  async localFile(key: string, options: CallOptions = {}): Promise<string> {
    check(key, 'get', options);
    const stored = this.#objects.get(key);
    if (!stored) throw new PenstockError('PEN_NOT_FOUND', `There is no object "${key}"`, { at: key });
    const { etag } = stored.info;
    const copy = this.#copies.get(etag) ?? this.#copy(stored);
    this.#copies.set(etag, copy);
    return copy;
  }

  async scratchDir(): Promise<string> {
    const folder = join(await this.#temporary(), 'scratch');
    await mkdir(folder, { recursive: true });
    return folder;
  }

  uri(key: string): string {
    assertObjectKey(key);
    return `memory:///${key.split('/').map(encodeURIComponent).join('/')}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#objects.clear();
    this.#copies.clear();
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  async #copy({ info, body }: Stored): Promise<string> {
    const folder = join(await this.#temporary(), 'copies', info.etag);
    const path = join(folder, info.key.slice(info.key.lastIndexOf('/') + 1));
    await mkdir(folder, { recursive: true });
    await writeFile(path, body);
    return path;
  }

  #temporary(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'penstock-memory-'));
    return this.#folder;
  }
}

function check(key: string, what: string, options: CallOptions): void {
  assertObjectKey(key);
  throwIfAborted(options.signal, `${what} of "${key}"`);
}
