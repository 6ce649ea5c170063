import { randomUUID } from 'node:crypto';
import type { ObjectInfo } from '../contracts/object-store.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import type { ConditionalProbe } from './conditional-probe.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { PartReceipt, RemoteBackend, RemoteObject, Upload, WriteRequest } from './remote-backend.ts';
import { type Outcome, type Refused, type RemoteCall, type RemoteCalls, refusal } from './remote-calls.ts';
import type { UploadSource } from './upload-source.ts';

/** How often an upload is begun anew because others wrote the same object meanwhile. */
const ROUNDS = 5;

/** Longest time spent on tidying up after an upload that failed, in milliseconds. */
const DROP_LIMIT = 5_000;

export interface Write extends RemoteCall {
  readonly name: string;
  readonly ifAbsent: boolean;
}

export interface WriterOptions {
  /** Largest body of one request; what is larger goes up in parts. */
  readonly partBytes: number;
  /** Parts of one object under way at once. */
  readonly parallel: number;
  /** Absent where put-if-absent is known to be honoured. */
  readonly probe?: ConditionalProbe;
}

/**
 * Writes objects. Every write carries a random id in the metadata of the object: when its answer got lost, or says that
 * the object exists, the id read back tells whether the object is our own.
 */
export class RemoteWriter {
  readonly #backend: RemoteBackend;
  readonly #calls: RemoteCalls;
  readonly #options: WriterOptions;

  constructor(backend: RemoteBackend, calls: RemoteCalls, options: WriterOptions) {
    this.#backend = backend;
    this.#calls = calls;
    this.#options = options;
  }

  async write(write: Write, source: UploadSource): Promise<RemoteObject> {
    const inParts = source.size > this.#options.partBytes;
    if (write.ifAbsent) await this.#options.probe?.assertHonoured(inParts ? 'upload' : 'put');
    if (!inParts) return this.#put(write, await source.read(0, source.size));
    if (write.ifAbsent && (await this.#head(write))) throw exists(write);
    for (let round = 1; ; round++) {
      const written = await this.#upload(write, source, round === ROUNDS);
      if (written) return written;
    }
  }

  async #put(write: Write, body: Uint8Array): Promise<RemoteObject> {
    const request = { ...requestOf(write), body };
    const outcome = await this.#calls.outcome(write, (attempt) => this.#backend.put(request, attempt));
    return outcome.refused ? this.#settle(write, request, outcome.refused) : outcome.value;
  }

  /** `undefined` when the upload has to begin anew. */
  async #upload(write: Write, source: UploadSource, last: boolean): Promise<RemoteObject | undefined> {
    const request = requestOf(write);
    const id = await this.#calls.value(write, (attempt) => this.#backend.startUpload(request, attempt));
    const upload = { ...request, id, size: source.size };
    let done = false;
    try {
      const parts = await this.#putParts(write, upload, source);
      // After a conflict S3 wants a new upload, not the same request again.
      const finish = { ...write, retryConflicts: false };
      const outcome = await this.#finish(finish, upload, parts);
      const written = outcome.refused ? await this.#settleUpload(write, upload, outcome.refused, last) : outcome.value;
      done = written !== undefined;
      return written;
    } finally {
      if (!done) await this.#drop(write, upload);
    }
  }

  #finish(call: RemoteCall, upload: Upload, parts: readonly PartReceipt[]): Promise<Outcome<RemoteObject>> {
    return this.#calls.outcome(call, (attempt) => this.#backend.finishUpload(upload, parts, attempt));
  }

  async #putParts(write: Write, upload: Upload, source: UploadSource): Promise<readonly PartReceipt[]> {
    const { maxParts } = this.#backend;
    const { partBytes, parallel } = this.#options;
    const size = Math.max(partBytes, Math.ceil(source.size / maxParts));
    const count = Math.ceil(source.size / size);
    const receipts: PartReceipt[] = new Array(count);
    await eachAtOnce({ count, atOnce: parallel, signal: write.signal }, async (index, signal) => {
      const body = await source.read(index * size, Math.min(source.size, (index + 1) * size));
      receipts[index] = await this.#calls.value({ ...write, signal }, (attempt) =>
        this.#backend.putPart(upload, { number: index + 1, body }, attempt),
      );
    });
    return receipts;
  }

  /** What a refused write comes to: an object of ours all the same, or an error. */
  async #settle(write: Write, { writeId }: WriteRequest, refused: Refused): Promise<RemoteObject> {
    const { failure, uncertain } = refused;
    // Even a first answer "exists" may speak of our own write: proxies repeat requests too.
    if (failure.kind !== 'condition' && !uncertain) throw refusal(write, refused);
    const found = await this.#head(write).catch((error: unknown) => {
      if (PenstockError.is(error, 'PEN_ABORTED') || failure.kind === 'condition') throw error;
      throw refusal(write, refused);
    });
    if (found?.writeId === writeId) return found;
    if (failure.kind === 'condition') throw exists(write);
    throw refusal(write, refused);
  }

  async #settleUpload(
    write: Write,
    upload: Upload,
    refused: Refused,
    last: boolean,
  ): Promise<RemoteObject | undefined> {
    const { kind } = refused.failure;
    if (kind !== 'conflict' && kind !== 'upload-lost') return this.#settle(write, upload, refused);
    const found = await this.#head(write);
    if (found?.writeId === upload.writeId) return found;
    if (found && write.ifAbsent) throw exists(write);
    if (last) throw refusal(write, refused);
    return undefined;
  }

  #head(write: Write): Promise<RemoteObject | undefined> {
    return this.#calls.value(write, (attempt) => this.#backend.head(write.name, attempt));
  }

  /** Best effort, and in spite of an abort: an upload that stays costs money, and a late finish must not win. */
  async #drop({ what, key }: Write, upload: Upload): Promise<void> {
    const signal = AbortSignal.timeout(DROP_LIMIT);
    await this.#calls
      .outcome({ what, key, signal }, (attempt) => this.#backend.dropUpload(upload, attempt))
      .catch(() => undefined);
  }
}

export function infoOf({ size, etag, modified }: RemoteObject, key: string): ObjectInfo {
  return { key, size, etag, modified };
}

function requestOf({ name, ifAbsent }: Write): WriteRequest {
  return { name, ifAbsent, writeId: randomUUID() };
}

function exists({ key }: Write): PenstockError {
  return new PenstockError('PEN_ALREADY_EXISTS', `The object "${key}" exists already`, { at: key });
}
