import { PenstockError } from '@penstock/core';
import type { ObjectStore } from '@penstock/core/contracts';
import { type EndpointChange, type EndpointRecord, encodeRecord, parseRecord } from './endpoint-record.ts';

/**
 * Desired state of endpoints: one object per change, `<prefix>/<endpoint>/<sequence>.json`, put only if absent. So of two
 * processes that change an endpoint at once, the second sees the first's change and builds on it. Objects are never
 * removed: a removed one could be written a second time.
 */
export class EndpointStore {
  readonly #store: ObjectStore;
  readonly #prefix: string;

  constructor(store: ObjectStore, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
  }

  /** The newest record of every endpoint that ever was, by name. */
  async all(): Promise<EndpointRecord[]> {
    const newest = new Map<string, string>();
    for await (const { key } of this.#store.list(`${this.#prefix}/`))
      newest.set(key.slice(0, key.lastIndexOf('/')), key);
    const records = await Promise.all([...newest.values()].map((key) => this.#read(key)));
    return records.filter((record) => record !== undefined);
  }

  /**
   * Changes an endpoint, again and again until nobody came in between.
   * @param next may be called several times; `undefined` leaves the endpoint as it is.
   * @returns the record that holds now.
   */
  async change(
    endpoint: string,
    next: (before: EndpointRecord | undefined) => EndpointChange | undefined,
  ): Promise<EndpointRecord | undefined> {
    for (;;) {
      const before = await this.#latest(endpoint);
      const change = next(before);
      if (!change) return before;
      const sequence = (before?.sequence ?? 0) + 1;
      const record = { sequence, endpoint, at: new Date().toISOString(), ...change };
      try {
        await this.#store.put(this.#key(endpoint, sequence), encodeRecord(record), { ifAbsent: true });
        return record;
      } catch (error) {
        if (!PenstockError.is(error, 'PEN_ALREADY_EXISTS')) throw error;
      }
    }
  }

  async #latest(endpoint: string): Promise<EndpointRecord | undefined> {
    let newest: string | undefined;
    for await (const { key } of this.#store.list(`${this.#folder(endpoint)}/`)) newest = key;
    return newest === undefined ? undefined : this.#read(newest);
  }

  async #read(key: string): Promise<EndpointRecord | undefined> {
    const body = await this.#store.get(key);
    if (!body) return undefined;
    try {
      return parseRecord(body);
    } catch (cause) {
      const message = `The endpoint record ${key} is damaged; restore it, or remove it to go back to the one before`;
      throw new PenstockError('PEN_STORAGE_FAILED', message, { at: key, cause });
    }
  }

  #key(endpoint: string, sequence: number): string {
    return `${this.#folder(endpoint)}/${String(sequence).padStart(12, '0')}.json`;
  }

  #folder(endpoint: string): string {
    return `${this.#prefix}/${encodeURIComponent(endpoint)}`;
  }
}
