/** Little-endian values one after another; a RangeError where the bytes end before them. */
export class ByteReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#view.byteLength - this.#at;
  }

  uint16(): number {
    return this.bytes(2).getUint16(0, true);
  }

  uint32(): number {
    return this.bytes(4).getUint32(0, true);
  }

  /** A RangeError beyond 2^53-1. */
  uint64(): number {
    const value = this.bytes(8).getBigUint64(0, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`it has the impossible count ${value}`);
    return Number(value);
  }

  bytes(count: number): DataView {
    if (count > this.left) throw new RangeError('it ends in the middle of its bitmap');
    const view = new DataView(this.#view.buffer, this.#view.byteOffset + this.#at, count);
    this.#at += count;
    return view;
  }
}
