import type { ObjectStore } from '@penstock/core/contracts';

const DIGITS = 12;
/** Entries fetched together. */
const BATCH = 16;

export interface EntryObject {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

/** The entries of a log as objects: `<prefix>/000000000001.json` and so on, each written once and never again. */
export class EntryObjects {
  readonly #store: ObjectStore;
  readonly #prefix: string;

  constructor(store: ObjectStore, prefix: string) {
    this.#store = store;
    this.#prefix = `${prefix}/`;
  }

  key(sequence: number): string {
    return `${this.#prefix}${String(sequence).padStart(DIGITS, '0')}.json`;
  }

  /** PEN_ALREADY_EXISTS when somebody else wrote this entry first. */
  async create(sequence: number, bytes: Uint8Array): Promise<void> {
    await this.#store.put(this.key(sequence), bytes, { ifAbsent: true });
  }

  async get(sequence: number): Promise<Uint8Array | undefined> {
    return this.#store.get(this.key(sequence));
  }

  /** All entries there are after a sequence, in order. A gap shows as a jump of the sequence. */
  async *after(sequence: number): AsyncGenerator<EntryObject> {
    let next = sequence + 1;
    for (;;) {
      const batch = await Promise.all(Array.from({ length: BATCH }, (_, i) => this.get(next + i)));
      const missing = batch.indexOf(undefined);
      for (const bytes of batch.slice(0, missing === -1 ? BATCH : missing))
        if (bytes) yield { sequence: next++, bytes };
      if (missing === -1) continue;
      const following = await this.#firstFrom(next);
      if (following === undefined) return;
      next = following;
    }
  }

  /** Sequence of the last entry; 0 for an empty log. Beyond a gap too, so that nothing is ever filled in. */
  async last(): Promise<number> {
    let low = 0;
    let high = 1;
    while (await this.#exists(high)) [low, high] = [high, high * 2];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (await this.#exists(middle)) low = middle;
      else high = middle;
    }
    for await (const sequence of this.#listed(low)) low = sequence;
    return low;
  }

  async #exists(sequence: number): Promise<boolean> {
    return (await this.#store.head(this.key(sequence))) !== undefined;
  }

  /** The first sequence from this one on that has an entry. */
  async #firstFrom(sequence: number): Promise<number | undefined> {
    for await (const found of this.#listed(sequence - 1)) {
      // A listing that runs beside an appender may miss an entry before one that it shows.
      return (await this.#exists(sequence)) ? sequence : found;
    }
    return undefined;
  }

  async *#listed(after: number): AsyncGenerator<number> {
    for await (const { key } of this.#store.list(this.#prefix, { startAfter: this.key(after) })) {
      const name = key.slice(this.#prefix.length);
      if (/^\d{12}\.json$/.test(name)) yield Number(name.slice(0, DIGITS));
    }
  }
}
