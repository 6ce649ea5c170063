import { PenstockError } from '@penstock/core';
import { makeData, makeVector, Utf8, type Vector } from 'apache-arrow';

/** Most bytes of an Arrow Utf8 column, whose offsets have 32 bits. */
const MOST_BYTES = 0x7fff_ffff;

/** Distinct strings with a number each, from 0 in the order of their coming. Works on bytes: no string is decoded. */
export class StringDictionary {
  size = 0;
  byteLength = 0;
  #bytes = new Uint8Array(4096);
  #ends = new Int32Array(257);
  #hashes = new Int32Array(256);
  /** Open addressing: entry + 1, 0 for none. */
  #slots = new Int32Array(512);
  #vector: Vector<Utf8> | undefined;

  /** Number of a string, a new one if need be. */
  codeOf(bytes: Uint8Array, start: number, length: number): number {
    const hash = hashOf(bytes, start, length);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] as number) - 1;
      if (entry < 0) return this.#add(slot, hash, bytes, start, length);
      if (this.#hashes[entry] === hash && this.#isEntry(entry, bytes, start, length)) return entry;
    }
  }

  /** The strings so far; the same vector as long as there is no new one. Later entries do not change it. */
  vector(): Vector<Utf8> {
    if (this.#vector?.length !== this.size || !this.#vector) {
      this.#vector = makeVector(
        makeData({
          type: new Utf8(),
          length: this.size,
          nullCount: 0,
          valueOffsets: this.#ends.subarray(0, this.size + 1),
          data: this.#bytes.subarray(0, this.byteLength),
        }),
      );
    }
    return this.#vector;
  }

  #isEntry(entry: number, bytes: Uint8Array, start: number, length: number): boolean {
    const from = this.#ends[entry] as number;
    if ((this.#ends[entry + 1] as number) - from !== length) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #add(slot: number, hash: number, bytes: Uint8Array, start: number, length: number): number {
    const end = this.byteLength + length;
    if (end > MOST_BYTES)
      throw new PenstockError('PEN_ENGINE_FAILED', 'A text column has more than 2 GB of distinct values', {
        hint: 'Leave the column out, or split the query.',
      });
    if (end > this.#bytes.length)
      this.#bytes = grown(this.#bytes, Math.min(MOST_BYTES, Math.max(end, this.#bytes.length * 2)));
    for (let i = 0, to = this.byteLength; i < length; i++) this.#bytes[to + i] = bytes[start + i] as number;
    const entry = this.size++;
    this.#slots[slot] = entry + 1;
    this.#hashes[entry] = hash;
    this.#ends[entry + 1] = end;
    this.byteLength = end;
    if (this.size * 2 >= this.#slots.length) this.#grow();
    return entry;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.size; entry++) {
      let slot = (this.#hashes[entry] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
    this.#hashes = grown(this.#hashes, slots.length / 2);
    this.#ends = grown(this.#ends, slots.length / 2 + 1);
  }
}

/** FNV-1a, with its bits mixed once more, since the lower ones choose the slot. */
function hashOf(bytes: Uint8Array, start: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function grown<T extends Uint8Array | Int32Array>(array: T, length: number): T {
  const copy = new (array.constructor as new (length: number) => T)(length);
  copy.set(array);
  return copy;
}
