import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type {
  CallOptions,
  GetOptions,
  ListOptions,
  ObjectInfo,
  ObjectStore,
  PutOptions,
} from '../contracts/object-store.ts';
import { throwIfAborted } from '../errors/abort.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { ConditionalProbe, PROBE_KEY } from './conditional-probe.ts';
import type { FileCache } from './file-cache.ts';
import { LocalCopier } from './local-copy.ts';
import { localError } from './local-error.ts';
import { assertKeyPrefix, assertObjectKey, MAX_KEY_BYTES } from './object-key.ts';
import type { RemoteBackend, RemoteObject } from './remote-backend.ts';
import { type CallLimits, type RemoteCall, RemoteCalls } from './remote-calls.ts';
import { listRemote } from './remote-listing.ts';
import { readRemote } from './remote-read.ts';
import { infoOf, RemoteWriter } from './remote-writer.ts';
import { bytesSource, fileSource } from './upload-source.ts';

/** How often a copy is begun anew because the object was replaced meanwhile. */
const COPIES = 5;

export interface RemoteStoreOptions {
  /** Put before every key: empty, or ending with `/`. */
  readonly prefix: string;
  readonly limits: CallLimits;
  readonly cache: FileCache;
  /** The service, e.g. its address: tells stores apart that share a cache. */
  readonly scope: string;
  /** Bytes of one request; larger bodies and copies go in parts. */
  readonly partBytes: number;
  /** Parts of one object under way at once. */
  readonly parallel: number;
  /** Whether put-if-absent has to be proven first, by {@link ConditionalProbe}. */
  readonly probe: boolean;
}

/** An object store of any service that can do the requests of {@link RemoteBackend}. */
export class RemoteObjectStore implements ObjectStore {
  readonly #backend: RemoteBackend;
  readonly #options: RemoteStoreOptions;
  readonly #calls: RemoteCalls;
  readonly #writer: RemoteWriter;
  readonly #copier: LocalCopier;

  constructor(backend: RemoteBackend, options: RemoteStoreOptions) {
    this.#backend = backend;
    this.#options = options;
    this.#calls = new RemoteCalls(backend, options.limits);
    const probe = options.probe ? new ConditionalProbe(backend, this.#calls, options.prefix) : undefined;
    this.#writer = new RemoteWriter(backend, this.#calls, { ...options, probe });
    this.#copier = new LocalCopier(backend, this.#calls, options);
  }

  /** Lists a little, so that a wrong address, bucket or credential shows at once and not as an absent object. */
  async check(options: CallOptions = {}): Promise<void> {
    const { prefix } = this.#options;
    const call = { what: 'first listing', key: this.#backend.uri(prefix), signal: options.signal };
    await this.#calls.value(call, (attempt) => this.#backend.list({ prefix, limit: 1 }, attempt));
  }

  async get(key: string, { range, signal }: GetOptions = {}): Promise<Uint8Array | undefined> {
    const { name, call } = this.#start('get', key, signal);
    return readRemote({ backend: this.#backend, calls: this.#calls, call }, name, range);
  }

  async head(key: string, { signal }: CallOptions = {}): Promise<ObjectInfo | undefined> {
    const found = await this.#head(this.#start('head', key, signal));
    return found && infoOf(found, key);
  }

  async put(key: string, body: Uint8Array, { ifAbsent = false, signal }: PutOptions = {}): Promise<ObjectInfo> {
    const { name, call } = this.#start('put', key, signal);
    return infoOf(await this.#writer.write({ ...call, name, ifAbsent }, bytesSource(body)), key);
  }

  async putFile(key: string, localPath: string, { ifAbsent = false, signal }: PutOptions = {}): Promise<ObjectInfo> {
    const { name, call } = this.#start('put', key, signal);
    await assertRemovable(localPath);
    const written = await this.#upload({ ...call, name, ifAbsent }, localPath);
    await this.#options.cache.adopt(this.#cached(written), localPath);
    return infoOf(written, key);
  }

  async *list(prefix: string, { startAfter, signal }: ListOptions = {}): AsyncIterable<ObjectInfo> {
    assertKeyPrefix(prefix);
    const call = { what: 'listing', key: prefix, signal };
    const scope = { backend: this.#backend, calls: this.#calls, call };
    yield* listRemote(scope, { base: this.#options.prefix, prefix, startAfter });
  }

  async delete(key: string, { signal }: CallOptions = {}): Promise<void> {
    const { name, call } = this.#start('delete', key, signal);
    await this.#calls.value(call, (attempt) => this.#backend.delete(name, attempt));
  }

  async localFile(key: string, { signal }: CallOptions = {}): Promise<string> {
    const started = this.#start('copy', key, signal);
    for (let copies = 1; ; copies++) {
      const found = await this.#head(started);
      if (!found) throw new PenstockError('PEN_NOT_FOUND', `There is no object "${key}"`, { at: key });
      try {
        return await this.#copy(started.call, found);
      } catch (error) {
        if (!PenstockError.is(error, 'PEN_CONFLICT')) throw error;
        if (copies === COPIES)
          throw new PenstockError('PEN_STORAGE_FAILED', `The object "${key}" changes faster than it can be read`, {
            at: key,
            cause: error,
          });
      }
    }
  }

  async scratchDir(): Promise<string> {
    return this.#options.cache.scratchDir();
  }

  uri(key: string): string {
    return this.#backend.uri(this.#name(key));
  }

  #start(what: string, key: string, signal: AbortSignal | undefined): Started {
    const name = this.#name(key);
    throwIfAborted(signal, `${what} of "${key}"`);
    return { name, call: { what, key, signal } };
  }

  #name(key: string): string {
    assertObjectKey(key);
    const name = this.#options.prefix + key;
    const problem = ownProblem(key, name) ?? this.#backend.nameProblem?.(name);
    if (problem === undefined) return name;
    const shown = key.slice(0, 200);
    throw new PenstockError('PEN_INVALID_KEY', `The object key ${JSON.stringify(shown)} ${problem}`, { at: shown });
  }

  #head({ name, call }: Started): Promise<RemoteObject | undefined> {
    return this.#calls.value(call, (attempt) => this.#backend.head(name, attempt));
  }

  async #upload(write: Started['call'] & { readonly name: string; readonly ifAbsent: boolean }, localPath: string) {
    await using source = await fileSource(localPath);
    return await this.#writer.write(write, source);
  }

  #copy(call: RemoteCall, found: RemoteObject): Promise<string> {
    const fill = (path: string, signal: AbortSignal) => this.#copier.copy(found, path, { ...call, signal });
    return this.#options.cache.file(this.#cached(found), fill, call.signal);
  }

  #cached({ name, etag, size }: RemoteObject) {
    return { name: `${this.#options.scope} ${this.#backend.uri(name)}`, etag, size };
  }
}

interface Started {
  readonly name: string;
  readonly call: RemoteCall;
}

function ownProblem(key: string, name: string): string | undefined {
  if (key === PROBE_KEY || key.startsWith(`${PROBE_KEY}/`))
    return `lies in ${PROBE_KEY}, which the store keeps for itself`;
  const long = Buffer.byteLength(name) > MAX_KEY_BYTES;
  return long ? `is longer than ${MAX_KEY_BYTES} bytes together with the prefix of the store` : undefined;
}

/** The file must be gone afterwards: better to learn before the put than after it that it cannot be. */
async function assertRemovable(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isFile()) throw new PenstockError('PEN_NOT_FOUND', `The local file ${path} does not exist`, { at: path });
  await access(dirname(path), constants.W_OK).catch((error: unknown) => {
    throw localError(error, `folder of ${path}`, path);
  });
}
