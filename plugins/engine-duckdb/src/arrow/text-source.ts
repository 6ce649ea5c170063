import { PenstockError } from '@penstock/core';
import { type Data, Type } from 'apache-arrow';

/** A string up to this length lies within its 16 bytes of a DuckDB vector. */
const INLINE = 12;

/** Rows of a text column as a DuckDB vector has them. */
export interface TextRows {
  /** 16 bytes a row, with short strings in them; zeros for nulls and long ones. */
  readonly inline: Uint8Array;
  readonly long: readonly { readonly row: number; readonly bytes: Uint8Array }[];
}

/** Strings or byte strings of an Arrow array, plain or by dictionary. */
export class TextSource {
  readonly #data: Data;
  readonly #bytes: Uint8Array;
  /** Where string i begins; it ends where the next one begins. */
  readonly #offsets: Int32Array | BigInt64Array;
  /** Number of the string of each row; the row itself when there is no dictionary. */
  readonly #codes: ArrayLike<number | bigint> | undefined;
  readonly #hasEntry: (code: number) => boolean;

  constructor(data: Data) {
    const isDictionary = (data.type.typeId as Type) === Type.Dictionary;
    const parts = isDictionary ? (data.dictionary?.data ?? []) : [data];
    const strings = parts.length === 1 ? stringsOf(parts[0] as Data) : joined(parts.map(stringsOf));
    this.#data = data;
    this.#bytes = strings.bytes;
    this.#offsets = strings.offsets;
    this.#codes = isDictionary ? (data.values as ArrayLike<number | bigint>) : undefined;
    // A dictionary may have a null among its strings.
    this.#hasEntry =
      isDictionary && parts.length === 1 && (parts[0] as Data).nullCount > 0
        ? (code) => (parts[0] as Data).getValid(code)
        : () => true;
  }

  /** Whether all bytes pass the check and no string begins within a character. */
  isWhole(check: (bytes: Uint8Array) => boolean): boolean {
    const offsets = this.#offsets;
    const last = offsets.length - 1;
    if (!check(this.#bytes.subarray(Number(offsets[0]), Number(offsets[last])))) return false;
    for (let i = 0; i < last; i++) {
      const begin = Number(offsets[i]);
      if (begin < Number(offsets[i + 1]) && ((this.#bytes[begin] as number) & 0xc0) === 0x80) return false;
    }
    return true;
  }

  rows(from: number, rows: number): TextRows {
    const inline = new Uint8Array(rows * 16);
    const lengths = new Uint32Array(inline.buffer);
    const long: { row: number; bytes: Uint8Array }[] = [];
    const hasNulls = this.#data.nullCount > 0;
    for (let row = 0; row < rows; row++) {
      if (hasNulls && !this.#data.getValid(from + row)) continue;
      const code = this.#codes === undefined ? from + row : this.#codeAt(from + row);
      if (!this.#hasEntry(code)) continue;
      const begin = Number(this.#offsets[code]);
      const length = Number(this.#offsets[code + 1]) - begin;
      if (length > INLINE) {
        long.push({ row, bytes: this.#bytes.subarray(begin, begin + length) });
        continue;
      }
      lengths[row * 4] = length;
      for (let i = 0, to = row * 16 + 4; i < length; i++) inline[to + i] = this.#bytes[begin + i] as number;
    }
    return { inline, long };
  }

  #codeAt(index: number): number {
    const code = Number(this.#codes?.[index]);
    if (code >= 0 && code < this.#offsets.length - 1) return code;
    throw damaged('a code that is not in its dictionary');
  }
}

interface Strings {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array | BigInt64Array;
}

function stringsOf(data: Data): Strings {
  const bytes = data.values as Uint8Array;
  const { length } = data;
  if ((data.type.typeId as Type) === Type.FixedSizeBinary)
    return { bytes, offsets: Int32Array.from({ length: length + 1 }, (_, i) => i * data.stride) };
  if (length === 0) return { bytes, offsets: new Int32Array(1) };
  const offsets = data.valueOffsets as Int32Array | BigInt64Array;
  if (offsets.length < length + 1) throw damaged('too few offsets');
  let last = 0;
  for (let i = 0; i <= length; i++) {
    const offset = Number(offsets[i]);
    if (offset < last || offset > bytes.length) throw damaged('text with wrong offsets');
    last = offset;
  }
  return { bytes, offsets: offsets.subarray(0, length + 1) };
}

/** Dictionaries that came in deltas have several parts. */
function joined(parts: readonly Strings[]): Strings {
  const offsets: number[] = [0];
  const bytes: Uint8Array[] = [];
  let base = 0;
  for (const part of parts) {
    const begin = Number(part.offsets[0]);
    const end = Number(part.offsets[part.offsets.length - 1]);
    for (let i = 1; i < part.offsets.length; i++) offsets.push(base + Number(part.offsets[i]) - begin);
    bytes.push(part.bytes.subarray(begin, end));
    base += end - begin;
  }
  return { bytes: Buffer.concat(bytes), offsets: Int32Array.from(offsets) };
}

function damaged(what: string): PenstockError {
  return new PenstockError('PEN_SCHEMA_MISMATCH', `A batch of rows is damaged: it has ${what}`);
}
