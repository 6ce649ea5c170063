import { capability } from '../plugin/capability.ts';

export interface ObjectInfo {
  /** `/`-separated, relative, no empty, `.` or `..` segment. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Changes whenever the content does. */
  readonly etag: string;
  readonly modified: Date;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface GetOptions extends CallOptions {
  /** Byte range, `end` exclusive; a range past the end gives what there is. A negative `start` counts from the end. */
  readonly range?: { readonly start: number; readonly end?: number };
}

export interface PutOptions extends CallOptions {
  /** Fail with PEN_ALREADY_EXISTS when the key exists; exactly one of several racing callers wins. */
  readonly ifAbsent?: boolean;
}

export interface ListOptions extends CallOptions {
  /** Only keys after this one. */
  readonly startAfter?: string;
}

/**
 * Keys to bytes. A put is atomic (readers see the old or the new object, never a part) and durable when it
 * resolves. "Absent" is `undefined`, never an error. Errors: PEN_INVALID_KEY, PEN_STORAGE_FULL,
 * PEN_STORAGE_DENIED, PEN_STORAGE_UNSUPPORTED, PEN_ABORTED, PEN_TIMEOUT, PEN_STORAGE_FAILED.
 */
export interface ObjectStore {
  get(key: string, options?: GetOptions): Promise<Uint8Array | undefined>;
  head(key: string, options?: CallOptions): Promise<ObjectInfo | undefined>;
  put(key: string, body: Uint8Array, options?: PutOptions): Promise<ObjectInfo>;
  /** Moves a finished local file into the store; it is gone afterwards, but still there after a failure. PEN_NOT_FOUND when it does not exist. */
  putFile(key: string, localPath: string, options?: PutOptions): Promise<ObjectInfo>;
  /** Recursive, every key that starts with `prefix` (any string, not only a folder), sorted by the UTF-8 bytes of the whole key. */
  list(prefix: string, options?: ListOptions): AsyncIterable<ObjectInfo>;
  /** Idempotent. */
  delete(key: string, options?: CallOptions): Promise<void>;
  /** A local path that holds the object's bytes: the object itself, or a cached copy of it. PEN_NOT_FOUND when absent. */
  localFile(key: string, options?: CallOptions): Promise<string>;
  /** A folder on the volume where putFile is cheapest; the caller makes unique names and removes what it leaves. */
  scratchDir(): Promise<string>;
  /** For people and lineage, e.g. `file:///…/key` or `s3://bucket/key`. */
  uri(key: string): string;
}

export const ObjectStore = capability<ObjectStore, 'conditionalPut' | 'localFiles'>('object-store@1', {
  description: 'Keys to bytes, with atomic put and put-if-absent',
  features: ['conditionalPut', 'localFiles'],
});
