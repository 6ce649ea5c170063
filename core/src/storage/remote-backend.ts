import type { ErrorCode } from '../errors/codes.ts';

/** An object as the service knows it. */
export interface RemoteObject {
  /** The store's prefix and the key. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly modified: Date;
  /** Given to the put that made the object; `head` alone reads it back. */
  readonly writeId?: string;
}

/** One try of one request. */
export interface Attempt {
  /** Aborted by the caller or by the limit of the attempt. */
  readonly signal: AbortSignal;
  /** Bytes are flowing: the limit counts from now on again. */
  progress(): void;
}

export interface GetRequest {
  readonly name: string;
  /** `end` exclusive. `start` is negative only where {@link RemoteBackend.suffixRanges} holds, and then without `end`. */
  readonly range?: { readonly start: number; readonly end?: number };
  /** Fail with a `condition` when the object is another by now. */
  readonly etag?: string;
}

export interface WriteRequest {
  readonly name: string;
  /** Fail with a `condition` when there is such an object, atomically. */
  readonly ifAbsent: boolean;
  /** Kept in the metadata of the object, so that a write whose answer got lost can be recognised. */
  readonly writeId: string;
}

export interface PutRequest extends WriteRequest {
  readonly body: Uint8Array;
}

export interface Upload extends WriteRequest {
  readonly id: string;
  /** Bytes of all parts. */
  readonly size: number;
}

export interface UploadPart {
  /** From 1. */
  readonly number: number;
  readonly body: Uint8Array;
}

/** What the service answered to a part, to be named when the upload is finished. */
export interface PartReceipt {
  readonly tag: string;
  readonly checksum?: string;
}

export interface ListRequest {
  readonly prefix: string;
  /** A hint: the backend may list earlier names too. */
  readonly startAfter?: string;
  /** Of the page before. */
  readonly token?: string;
  /** Most objects of the page. */
  readonly limit?: number;
}

export interface RemotePage {
  readonly objects: readonly RemoteObject[];
  /** Of the next page, if there is one. */
  readonly token?: string;
}

/**
 * - `condition`: there is an object where none was to be, or another version of it than was asked for. Nothing was done.
 * - `absent`: there is no such object.
 * - `upload-lost`: the service no longer knows the upload or its parts.
 * - `conflict`: refused because of a request at the same time, and nothing was done. The same request may be sent again.
 * - `transient`: worth another attempt; whether anything was done is not known.
 * - `final`: the same again would fail the same way.
 */
export type FailureKind = 'condition' | 'absent' | 'upload-lost' | 'conflict' | 'transient' | 'final';

export interface RemoteFailure {
  readonly kind: FailureKind;
  /** Of the error, when this failure ends a call. */
  readonly code: ErrorCode;
  /** Words without secrets: `access was denied (AccessDenied)`. */
  readonly reason: string;
  readonly hint?: string;
  /** Milliseconds the service asks to wait. */
  readonly retryAfterMs?: number;
}

/** What listings are sorted by: UTF-8 bytes; either those or UTF-16 units, which differ above U+D7FF only; nothing known. */
export type ListingOrder = 'utf-8' | 'utf-16' | 'unsorted';

/**
 * The requests of a storage service. Every method is one attempt and throws whatever the vendor's SDK throws; keys,
 * retries, limits, lost answers, local copies and the contract's errors are the business of `RemoteObjectStore`.
 */
export interface RemoteBackend {
  /** The last bytes of an object can be asked for without knowing its size. */
  readonly suffixRanges: boolean;
  readonly listingOrder: ListingOrder;
  /** Most parts of one upload. */
  readonly maxParts: number;
  head(name: string, attempt: Attempt): Promise<RemoteObject | undefined>;
  /** `undefined` when absent; no bytes when the range starts behind the end. */
  get(request: GetRequest, attempt: Attempt): Promise<Uint8Array | undefined>;
  put(request: PutRequest, attempt: Attempt): Promise<RemoteObject>;
  /** @returns the id of the upload */
  startUpload(request: WriteRequest, attempt: Attempt): Promise<string>;
  putPart(upload: Upload, part: UploadPart, attempt: Attempt): Promise<PartReceipt>;
  finishUpload(upload: Upload, parts: readonly PartReceipt[], attempt: Attempt): Promise<RemoteObject>;
  /** Frees what an unfinished upload holds. */
  dropUpload(upload: Upload, attempt: Attempt): Promise<void>;
  list(request: ListRequest, attempt: Attempt): Promise<RemotePage>;
  /** Idempotent. */
  delete(name: string, attempt: Attempt): Promise<void>;
  failure(error: unknown): RemoteFailure;
  /** What was thrown, without requests, headers or secrets, to be the cause of an error. */
  cause(error: unknown): Error;
  uri(name: string): string;
  /** What makes a name that the contract allows impossible here: `holds a backslash, which …`. */
  nameProblem?(name: string): string | undefined;
}
