import { randomUUID } from 'node:crypto';
import { PenstockError } from '../errors/penstock-error.ts';
import type { PutRequest, RemoteBackend, Upload } from './remote-backend.ts';
import { type Outcome, type RemoteCall, type RemoteCalls, refusal } from './remote-calls.ts';

/** First segment of the object that is created twice; no key of the store. */
export const PROBE_KEY = '.penstock-probe';

export type WriteKind = 'put' | 'upload';

const ours = { name: PROBE_KEY, ifAbsent: true } as const;

/**
 * Finds out whether the service honours put-if-absent, by creating one object twice: a service that ignores the
 * condition says yes both times, and its puts would silently overwrite. Once the object is there one request tells.
 */
export class ConditionalProbe {
  readonly #backend: RemoteBackend;
  readonly #calls: RemoteCalls;
  readonly #name: string;
  readonly #known = new Map<WriteKind, Promise<void>>();

  constructor(backend: RemoteBackend, calls: RemoteCalls, prefix: string) {
    this.#backend = backend;
    this.#calls = calls;
    this.#name = prefix + PROBE_KEY;
  }

  /** PEN_STORAGE_UNSUPPORTED when the service ignores the condition. What was found out is asked once only. */
  async assertHonoured(kind: WriteKind): Promise<void> {
    const known = this.#known.get(kind) ?? this.#probe(kind);
    this.#known.set(kind, known);
    try {
      await known;
    } catch (error) {
      // A service that could not be reached is asked again.
      if (!PenstockError.is(error, 'PEN_STORAGE_UNSUPPORTED')) this.#known.delete(kind);
      throw error;
    }
  }

  async #probe(kind: WriteKind): Promise<void> {
    const honoured = (await this.#isRefused('put')) || (await this.#isRefused('put'));
    if (honoured && (kind === 'put' || (await this.#isRefused('upload')))) return;
    const what = kind === 'put' ? 'If-None-Match' : 'If-None-Match of multipart uploads';
    throw new PenstockError(
      'PEN_STORAGE_UNSUPPORTED',
      `The service behind ${this.#backend.uri(this.#name)} ignores ${what}: writing only if absent would overwrite what others write`,
      { at: PROBE_KEY, hint: 'Use a service with conditional writes. Shared tables are not safe on this one.' },
    );
  }

  async #isRefused(kind: WriteKind): Promise<boolean> {
    const call: RemoteCall = { what: 'probe', key: PROBE_KEY };
    const request = { ...ours, name: this.#name, writeId: randomUUID(), body: new Uint8Array([1]) };
    const outcome = kind === 'put' ? await this.#put(call, request) : await this.#upload(call, request);
    if (outcome.refused && outcome.refused.failure.kind !== 'condition') throw refusal(call, outcome.refused);
    return outcome.refused !== undefined;
  }

  #put(call: RemoteCall, request: PutRequest): Promise<Outcome<unknown>> {
    return this.#calls.outcome(call, (attempt) => this.#backend.put(request, attempt));
  }

  async #upload(call: RemoteCall, request: PutRequest): Promise<Outcome<unknown>> {
    const id = await this.#calls.value(call, (attempt) => this.#backend.startUpload(request, attempt));
    const upload: Upload = { ...request, id, size: request.body.length };
    try {
      const part = { number: 1, body: request.body };
      const receipt = await this.#calls.value(call, (attempt) => this.#backend.putPart(upload, part, attempt));
      return await this.#calls.outcome(call, (attempt) => this.#backend.finishUpload(upload, [receipt], attempt));
    } finally {
      await this.#calls.outcome(call, (attempt) => this.#backend.dropUpload(upload, attempt));
    }
  }
}
