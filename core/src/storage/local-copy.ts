import { open } from 'node:fs/promises';
import { PenstockError } from '../errors/penstock-error.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { RemoteBackend, RemoteObject } from './remote-backend.ts';
import { type RemoteCall, type RemoteCalls, refusal } from './remote-calls.ts';

export interface CopyOptions {
  readonly partBytes: number;
  readonly parallel: number;
}

/** Fetches the object into a new local file, in parts that all are of the version whose etag is given. PEN_CONFLICT when it changes meanwhile. */
export class LocalCopier {
  readonly #backend: RemoteBackend;
  readonly #calls: RemoteCalls;
  readonly #options: CopyOptions;

  constructor(backend: RemoteBackend, calls: RemoteCalls, options: CopyOptions) {
    this.#backend = backend;
    this.#calls = calls;
    this.#options = options;
  }

  async copy(object: RemoteObject, path: string, call: RemoteCall): Promise<void> {
    const { partBytes, parallel } = this.#options;
    const handle = await open(path, 'wx');
    try {
      const count = Math.ceil(object.size / partBytes);
      await eachAtOnce({ count, atOnce: parallel, signal: call.signal }, async (index, signal) => {
        const start = index * partBytes;
        const end = Math.min(object.size, start + partBytes);
        const body = await this.#part(object, { start, end }, { ...call, signal });
        for (let done = 0; done < body.length; )
          done += (await handle.write(body, done, body.length - done, start + done)).bytesWritten;
      });
      // A copy that a loss of power emptied would look whole.
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async #part(
    { name, etag }: RemoteObject,
    range: { readonly start: number; readonly end: number },
    call: RemoteCall,
  ): Promise<Uint8Array> {
    const outcome = await this.#calls.outcome(call, (attempt) => this.#backend.get({ name, range, etag }, attempt));
    if (outcome.refused && outcome.refused.failure.kind !== 'condition') throw refusal(call, outcome.refused);
    if (!outcome.refused && outcome.value?.length === range.end - range.start) return outcome.value;
    throw new PenstockError('PEN_CONFLICT', `The object "${call.key}" changed while it was read`, { at: call.key });
  }
}
