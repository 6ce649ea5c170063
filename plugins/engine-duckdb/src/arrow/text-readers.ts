import { type DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { Binary, type Data, Dictionary, Int32, makeData, Utf8 } from 'apache-arrow';
import { Bitmap } from './bitmap.ts';
import { type ColumnReader, withRoom } from './column-reader.ts';
import { validityOf } from './fixed-readers.ts';
import { StringDictionary } from './string-dictionary.ts';
import { StringVector } from './string-vector.ts';

export interface DictionaryLimits {
  /** A dictionary beyond either is left to the batches it has and a new one begun. */
  readonly entries: number;
  readonly bytes: number;
}

/** Strings, as codes of a dictionary that grows from batch to batch. */
export class DictionaryReader implements ColumnReader {
  readonly type = new Dictionary(new Utf8(), new Int32());
  readonly #limits: DictionaryLimits;
  readonly #strings = new StringVector(DuckDBVector.standardSize());
  #dictionary = new StringDictionary();
  #codes = new Int32Array(1024);
  #validity = new Bitmap();

  constructor(limits: DictionaryLimits) {
    this.#limits = limits;
  }

  read(chunk: DuckDBDataChunk, column: number, rows: number): void {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const validity = validityOf(vector, rows);
    const strings = this.#strings;
    strings.load(vector, rows, validity);
    const from = this.#validity.length;
    if (from + rows > this.#codes.length) {
      const grown = new Int32Array(Math.max(from + rows, this.#codes.length * 2));
      grown.set(this.#codes);
      this.#codes = grown;
    }
    const codes = this.#codes;
    for (let row = 0; row < rows; row++) {
      const isNull = validity !== null && (((validity[row >> 3] as number) >> (row & 7)) & 1) === 0;
      codes[from + row] = isNull
        ? 0
        : this.#dictionary.codeOf(strings.bytesOf(row), strings.starts[row] as number, strings.lengths[row] as number);
    }
    this.#validity.append(validity, rows);
  }

  finish(): Data {
    const { length, nullCount, bits } = this.#validity;
    const data = this.#codes.subarray(0, length);
    const dictionary = this.#dictionary.vector();
    this.#codes = new Int32Array(this.#codes.length);
    this.#validity = new Bitmap();
    const { size, byteLength } = this.#dictionary;
    if (size > this.#limits.entries || byteLength > this.#limits.bytes) this.#dictionary = new StringDictionary();
    return makeData({ type: this.type, length, nullCount, nullBitmap: bits, data, dictionary });
  }
}

/** Byte strings as they stand. */
export class BinaryReader implements ColumnReader {
  readonly type = new Binary();
  readonly #strings = new StringVector(DuckDBVector.standardSize());
  #bytes = new Uint8Array(4096);
  #ends: number[] = [0];
  #validity = new Bitmap();

  read(chunk: DuckDBDataChunk, column: number, rows: number): void {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const validity = validityOf(vector, rows);
    const strings = this.#strings;
    strings.load(vector, rows, validity);
    for (let row = 0; row < rows; row++) {
      const start = strings.starts[row] as number;
      const length = strings.lengths[row] as number;
      const end = this.#ends.at(-1) ?? 0;
      this.#bytes = withRoom(this.#bytes, end + length);
      this.#bytes.set(strings.bytesOf(row).subarray(start, start + length), end);
      this.#ends.push(end + length);
    }
    this.#validity.append(validity, rows);
  }

  finish(): Data {
    const { length, nullCount, bits } = this.#validity;
    const valueOffsets = Int32Array.from(this.#ends);
    const data = this.#bytes.subarray(0, valueOffsets.at(-1));
    this.#bytes = new Uint8Array(4096);
    this.#ends = [0];
    this.#validity = new Bitmap();
    return makeData({ type: this.type, length, nullCount, nullBitmap: bits, valueOffsets, data });
  }
}
