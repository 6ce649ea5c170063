import { PenstockError } from '@penstock/core';
import { type Data, Type } from 'apache-arrow';
import { bytesAt } from './arrow-value.ts';

const INLINE = 12;

/** Strings or byte strings of an Arrow array, plain or by dictionary, laid out as DuckDB's vectors have them. */
export class TextSource {
  readonly #data: Data;
  /** The arrays that hold the bytes: the array itself or its dictionary's. */
  readonly #parts: readonly Data[];
  readonly #isDictionary: boolean;

  constructor(data: Data) {
    this.#data = data;
    this.#isDictionary = (data.type.typeId as Type) === Type.Dictionary;
    this.#parts = this.#isDictionary ? (data.dictionary?.data ?? []) : [data];
    for (const part of this.#parts) assertOffsets(part);
  }

  /** Whether all bytes pass the check and no string begins within a character. */
  isWhole(check: (bytes: Uint8Array) => boolean): boolean {
    return this.#parts.every((part) => {
      if (part.length === 0) return true;
      const begin = Number(part.valueOffsets[0]);
      const bytes = part.values.subarray(begin, Number(part.valueOffsets[part.length])) as Uint8Array;
      if (!check(bytes)) return false;
      for (let i = 0; i < part.length; i++)
        if (((bytes[Number(part.valueOffsets[i]) - begin] ?? 0) & 0xc0) === 0x80) return false;
      return true;
    });
  }

  /** 16 bytes a row with short strings in them, and the long ones to be assigned. */
  rows(from: number, rows: number): { inline: Uint8Array; long: { row: number; bytes: Uint8Array }[] } {
    const inline = new Uint8Array(rows * 16);
    const lengths = new Uint32Array(inline.buffer);
    const long: { row: number; bytes: Uint8Array }[] = [];
    for (let row = 0; row < rows; row++) {
      const bytes = this.#at(from + row);
      if (!bytes) continue;
      if (bytes.length > INLINE) {
        long.push({ row, bytes });
        continue;
      }
      lengths[row * 4] = bytes.length;
      for (let i = 0; i < bytes.length; i++) inline[row * 16 + 4 + i] = bytes[i] as number;
    }
    return { inline, long };
  }

  #at(index: number): Uint8Array | undefined {
    if (!this.#data.getValid(index)) return undefined;
    if (!this.#isDictionary) return bytesAt(this.#data, index);
    let code = Number(this.#data.values[index]);
    for (const part of this.#parts) {
      if (code < part.length) return code >= 0 && part.getValid(code) ? bytesAt(part, code) : undefined;
      code -= part.length;
    }
    throw new PenstockError('PEN_SCHEMA_MISMATCH', 'A batch of rows is damaged: a code is not in its dictionary');
  }
}

function assertOffsets(part: Data): void {
  if (part.length === 0 || (part.type.typeId as Type) === Type.FixedSizeBinary) return;
  let last = 0;
  for (let i = 0; i <= part.length; i++) {
    const offset = Number(part.valueOffsets[i]);
    if (!(offset >= last) || offset > part.values.length)
      throw new PenstockError('PEN_SCHEMA_MISMATCH', 'A batch of rows is damaged: its text has wrong offsets');
    last = offset;
  }
}
