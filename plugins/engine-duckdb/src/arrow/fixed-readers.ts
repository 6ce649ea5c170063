import type { DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { type Data, type DataType, makeData } from 'apache-arrow';
import { Bitmap } from './bitmap.ts';
import { type ColumnReader, withRoom } from './column-reader.ts';

/** Columns whose values DuckDB keeps as Arrow does: integers, floats, days and microseconds since 1970. */
export class FixedReader implements ColumnReader {
  readonly type: DataType;
  readonly #width: number;
  #bytes = new Uint8Array(4096);
  #validity = new Bitmap();

  /** @param width bytes of a value */
  constructor(type: DataType, width: number) {
    this.type = type;
    this.#width = width;
  }

  read(chunk: DuckDBDataChunk, column: number, rows: number): void {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const from = this.#validity.length * this.#width;
    const values = duckdb.vector_get_data(vector, rows * this.#width);
    this.#bytes = withRoom(this.#bytes, from + values.length);
    this.#bytes.set(values, from);
    this.#validity.append(validityOf(vector, rows), rows);
  }

  finish(): Data {
    const { length, nullCount, bits } = this.#validity;
    const { ArrayType } = this.type;
    const data = new ArrayType(this.#bytes.buffer, 0, (length * this.#width) / ArrayType.BYTES_PER_ELEMENT);
    this.#bytes = new Uint8Array(this.#bytes.length);
    this.#validity = new Bitmap();
    return makeData({ type: this.type, length, nullCount, nullBitmap: bits, data } as Parameters<typeof makeData>[0]);
  }
}

/** Booleans: a byte each in DuckDB, a bit in Arrow. */
export class BoolReader implements ColumnReader {
  readonly type: DataType;
  #bits = new Uint8Array(256);
  #validity = new Bitmap();

  constructor(type: DataType) {
    this.type = type;
  }

  read(chunk: DuckDBDataChunk, column: number, rows: number): void {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const values = duckdb.vector_get_data(vector, rows);
    const from = this.#validity.length;
    this.#bits = withRoom(this.#bits, (from + rows + 7) >> 3);
    for (let row = 0; row < rows; row++)
      if (values[row] === 1) (this.#bits[(from + row) >> 3] as number) |= 1 << ((from + row) & 7);
    this.#validity.append(validityOf(vector, rows), rows);
  }

  finish(): Data {
    const { length, nullCount, bits } = this.#validity;
    const data = this.#bits.subarray(0, (length + 7) >> 3);
    this.#bits = new Uint8Array(this.#bits.length);
    this.#validity = new Bitmap();
    return makeData({ type: this.type, length, nullCount, nullBitmap: bits, data } as Parameters<typeof makeData>[0]);
  }
}

/** Decimals: 16, 32, 64 or 128 bits by precision in DuckDB, 128 in Arrow. */
export class DecimalReader implements ColumnReader {
  readonly type: DataType;
  readonly #width: number;
  #words = new Uint8Array(4096);
  #validity = new Bitmap();

  constructor(type: DataType, precision: number) {
    this.type = type;
    this.#width = decimalWidth(precision);
  }

  read(chunk: DuckDBDataChunk, column: number, rows: number): void {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const values = duckdb.vector_get_data(vector, rows * this.#width);
    const from = this.#validity.length * 16;
    this.#words = withRoom(this.#words, from + rows * 16);
    if (this.#width === 16) this.#words.set(values, from);
    else widen(values, this.#width, new Int32Array(this.#words.buffer, from, rows * 4));
    this.#validity.append(validityOf(vector, rows), rows);
  }

  finish(): Data {
    const { length, nullCount, bits } = this.#validity;
    const data = new Uint32Array(this.#words.buffer, 0, length * 4);
    this.#words = new Uint8Array(this.#words.length);
    this.#validity = new Bitmap();
    return makeData({ type: this.type, length, nullCount, nullBitmap: bits, data } as Parameters<typeof makeData>[0]);
  }
}

/** Bytes that DuckDB keeps a decimal of this precision in. */
export function decimalWidth(precision: number): 2 | 4 | 8 | 16 {
  if (precision <= 4) return 2;
  if (precision <= 9) return 4;
  return precision <= 18 ? 8 : 16;
}

/** Validity bits of a vector; `null` when all rows have a value. */
export function validityOf(vector: duckdb.Vector, rows: number): Uint8Array | null {
  // The bindings declare this never to be null, but it is when there is no null in the vector.
  return duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8) as Uint8Array | null;
}

function widen(values: Uint8Array, width: number, words: Int32Array): void {
  const small =
    width === 2
      ? new Int16Array(values.buffer, values.byteOffset, values.length / 2)
      : new Int32Array(values.buffer, values.byteOffset, values.length / 4);
  const perRow = width === 8 ? 2 : 1;
  for (let row = 0; row * 4 < words.length; row++) {
    const high = small[row * perRow + perRow - 1] as number;
    words[row * 4] = small[row * perRow] as number;
    words[row * 4 + 1] = perRow === 2 ? high : high >> 31;
    words[row * 4 + 2] = high >> 31;
    words[row * 4 + 3] = high >> 31;
  }
}
