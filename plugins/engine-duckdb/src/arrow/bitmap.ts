/** Validity bits, least significant first, 1 for a value, as DuckDB and Arrow both have them. Bits past the end are 0. */
export class Bitmap {
  length = 0;
  nullCount = 0;
  /** Only there once there is a null. */
  #bits: Uint8Array | undefined;

  /** Adds bits of `source` from `from` on; `null` stands for ones. */
  append(source: Uint8Array | null, rows: number, from = 0): void {
    const ones = source === null ? rows : countOnes(source, from, rows);
    if (ones === rows) this.#appendOnes(rows);
    else {
      this.#reserve(rows, true);
      copyBits(source as Uint8Array, from, this.#bits as Uint8Array, this.length, rows);
    }
    this.length += rows;
    this.nullCount += rows - ones;
  }

  appendBit(isValid: boolean): void {
    this.append(isValid ? null : NONE, 1);
  }

  /** The bits, `undefined` when there is no null. */
  get bits(): Uint8Array | undefined {
    return this.#bits?.subarray(0, (this.length + 7) >> 3);
  }

  #appendOnes(rows: number): void {
    if (!this.#bits) return;
    this.#reserve(rows, false);
    setOnes(this.#bits, this.length, rows);
  }

  #reserve(rows: number, make: boolean): void {
    const bytes = (this.length + rows + 7) >> 3;
    if (!this.#bits) {
      if (!make) return;
      this.#bits = new Uint8Array(Math.max(bytes, 256));
      setOnes(this.#bits, 0, this.length);
    } else if (this.#bits.length < bytes) {
      const grown = new Uint8Array(Math.max(bytes, this.#bits.length * 2));
      grown.set(this.#bits);
      this.#bits = grown;
    }
  }
}

/** Copies bits into zeros. */
export function copyBits(from: Uint8Array, fromBit: number, to: Uint8Array, toBit: number, count: number): void {
  let done = 0;
  if (fromBit % 8 === 0 && toBit % 8 === 0) {
    const bytes = count >> 3;
    to.set(from.subarray(fromBit >> 3, (fromBit >> 3) + bytes), toBit >> 3);
    done = bytes << 3;
  }
  for (; done < count; done++) {
    const at = fromBit + done;
    if (((from[at >> 3] as number) >> (at & 7)) & 1) {
      const bit = toBit + done;
      (to[bit >> 3] as number) |= 1 << (bit & 7);
    }
  }
}

function setOnes(bits: Uint8Array, from: number, count: number): void {
  const end = from + count;
  let bit = from;
  for (; bit < end && bit % 8 !== 0; bit++) (bits[bit >> 3] as number) |= 1 << (bit & 7);
  const whole = (end - bit) >> 3;
  if (whole > 0) bits.fill(0xff, bit >> 3, (bit >> 3) + whole);
  for (bit += whole > 0 ? whole << 3 : 0; bit < end; bit++) (bits[bit >> 3] as number) |= 1 << (bit & 7);
}

export function countOnes(bits: Uint8Array, from: number, count: number): number {
  let ones = 0;
  let bit = from;
  const end = from + count;
  for (; bit < end && bit % 8 !== 0; bit++) ones += ((bits[bit >> 3] as number) >> (bit & 7)) & 1;
  for (; bit + 8 <= end; bit += 8) ones += ONES[bits[bit >> 3] as number] as number;
  for (; bit < end; bit++) ones += ((bits[bit >> 3] as number) >> (bit & 7)) & 1;
  return ones;
}

const NONE = new Uint8Array(1);

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest >>= 1) ones += rest & 1;
  return ones;
});
