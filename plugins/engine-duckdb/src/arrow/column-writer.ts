import { isUtf8 } from 'node:buffer';
import { type DuckDBDataChunk, DuckDBDecimalType, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { PenstockError } from '@penstock/core';
import { type Data, Type } from 'apache-arrow';
import { arrowValue } from './arrow-value.ts';
import { copyBits, countOnes } from './bitmap.ts';
import { decimalWidth } from './fixed-readers.ts';
import { TextSource } from './text-source.ts';

/** Writes rows of an Arrow array into a column of a chunk that has so many rows. */
export type ColumnWriter = (chunk: DuckDBDataChunk, column: number, from: number, rows: number) => void;

/**
 * The quickest right way to write an array into chunks. Nothing is written past the rows of a chunk: the bindings copy
 * without looking, so lengths are checked here.
 * @param type the array's staging type
 */
export function columnWriter(data: Data, type: DuckDBType): ColumnWriter {
  switch (type.typeId) {
    case DuckDBTypeId.VARCHAR:
      return textWriter(data, true);
    case DuckDBTypeId.BLOB:
      return textWriter(data, false);
    case DuckDBTypeId.BOOLEAN:
      return boolWriter(data);
    case DuckDBTypeId.DECIMAL:
      return decimalWriter(data, type instanceof DuckDBDecimalType ? type.width : 38);
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
      return valueWriter(data);
    default:
      return (data.type.typeId as Type) === Type.Dictionary ? valueWriter(data) : fixedWriter(data);
  }
}

function fixedWriter(data: Data): ColumnWriter {
  const values = data.values as ArrayBufferView;
  const width = (data.values as Int8Array).BYTES_PER_ELEMENT;
  assertRoom(values.byteLength, data.length * width);
  return (chunk, column, from, rows) => {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const bytes = new Uint8Array(values.buffer, values.byteOffset + from * width, rows * width);
    put(vector, bytes);
    putValidity(vector, data, from, rows);
  };
}

function boolWriter(data: Data): ColumnWriter {
  const bits = data.values as Uint8Array;
  assertRoom(bits.length * 8, data.offset + data.length);
  return (chunk, column, from, rows) => {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const bytes = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const bit = data.offset + from + row;
      bytes[row] = ((bits[bit >> 3] as number) >> (bit & 7)) & 1;
    }
    put(vector, bytes);
    putValidity(vector, data, from, rows);
  };
}

function decimalWriter(data: Data, precision: number): ColumnWriter {
  const words = data.values as Uint32Array;
  const width = decimalWidth(precision);
  assertRoom(words.length, data.length * 4);
  return (chunk, column, from, rows) => {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const bytes = new Uint8Array(rows * width);
    const whole = new Uint8Array(words.buffer, words.byteOffset + from * 16, rows * 16);
    // Little-endian two's complement: the lower bytes are the smaller number.
    if (width === 16) bytes.set(whole);
    else for (let row = 0; row < rows; row++) bytes.set(whole.subarray(row * 16, row * 16 + width), row * width);
    put(vector, bytes);
    putValidity(vector, data, from, rows);
  };
}

function textWriter(data: Data, isText: boolean): ColumnWriter {
  const source = new TextSource(data);
  if (isText && !source.isWhole(isUtf8)) throw damaged('text that is not UTF-8');
  return (chunk, column, from, rows) => {
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const { inline, long } = source.rows(from, rows);
    put(vector, inline);
    for (const { row, bytes } of long) duckdb.vector_assign_string_element_len(vector, row, bytes);
    putValidity(vector, data, from, rows);
  };
}

function valueWriter(data: Data): ColumnWriter {
  return (chunk, column, from, rows) => {
    chunk.setColumnValues(
      column,
      Array.from({ length: rows }, (_, row) => arrowValue(data, from + row)),
    );
  };
}

function put(vector: duckdb.Vector, bytes: Uint8Array): void {
  const own = bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
  duckdb.copy_data_to_vector(vector, 0, own.buffer as ArrayBuffer, own.byteOffset, own.byteLength);
}

function putValidity(vector: duckdb.Vector, data: Data, from: number, rows: number): void {
  if (data.nullCount === 0) return;
  const source = data.nullBitmap;
  assertRoom(source.length * 8, data.offset + data.length);
  if (countOnes(source, data.offset + from, rows) === rows) return;
  const bits = new Uint8Array(Math.ceil(rows / 64) * 8);
  copyBits(source, data.offset + from, bits, 0, rows);
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(vector, 0, bits.buffer, 0, bits.byteLength);
}

function assertRoom(has: number, needs: number): void {
  if (has < needs) throw damaged('a buffer that is too short');
}

function damaged(what: string): PenstockError {
  return new PenstockError('PEN_SCHEMA_MISMATCH', `A batch of rows is damaged: it has ${what}`);
}
