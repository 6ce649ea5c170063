import type {
  DuckDBBlobValue,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBValue,
} from '@duckdb/node-api';
import type { ArrayType, DataType, MapType, StructType } from '@penstock/core/contracts';
import { type DataType as ArrowType, type Data, makeData } from 'apache-arrow';
import { arrowType } from '../types/to-arrow.ts';
import { Bitmap } from './bitmap.ts';
import type { ColumnReader } from './column-reader.ts';

type Values = readonly (DuckDBValue | undefined)[];

/** Lists, structs and maps, value by value: slower, and rare in what is scored or compared. */
export class NestedReader implements ColumnReader {
  readonly type: ArrowType;
  readonly #type: DataType;
  #values: DuckDBValue[] = [];

  constructor(type: DataType) {
    this.#type = type;
    this.type = arrowType(type);
  }

  read(chunk: DuckDBDataChunk, column: number): void {
    for (const value of chunk.getColumnValues(column)) this.#values.push(value);
  }

  finish(): Data {
    const values = this.#values;
    this.#values = [];
    return dataOf(this.#type, values);
  }
}

function dataOf(type: DataType, values: Values): Data {
  if (typeof type === 'string') return primitiveData(type, values);
  if (type.type === 'struct') return structData(type, values);
  return type.type === 'array' ? listData(type, values) : mapData(type, values);
}

function listData(type: ArrayType, values: Values): Data {
  const items: DuckDBValue[] = [];
  const { offsets, validity } = spread(values, (value) => {
    for (const item of (value as DuckDBListValue).items) items.push(item);
    return items.length;
  });
  const child = dataOf(type.elementType, items);
  return assemble(type, values.length, validity, { valueOffsets: offsets, child });
}

function mapData(type: MapType, values: Values): Data {
  const keys: DuckDBValue[] = [];
  const items: DuckDBValue[] = [];
  const { offsets, validity } = spread(values, (value) => {
    for (const entry of (value as DuckDBMapValue).entries) {
      keys.push(entry.key);
      items.push(entry.value);
    }
    return keys.length;
  });
  const map = arrowType(type) as ArrowType & { readonly childType: ArrowType };
  const children = [dataOf(type.keyType, keys), dataOf(type.valueType, items)];
  const child = makeData({ type: map.childType, length: keys.length, nullCount: 0, children } as never);
  return assemble(type, values.length, validity, { valueOffsets: offsets, child });
}

function structData(type: StructType, values: Values): Data {
  const validity = new Bitmap();
  for (const value of values) validity.appendBit(isThere(value));
  const children = type.fields.map((field) =>
    dataOf(
      field.type,
      values.map((value) => (isThere(value) ? (value as DuckDBStructValue).entries[field.name] : null)),
    ),
  );
  return assemble(type, values.length, validity, { children });
}

function primitiveData(type: string, values: Values): Data {
  if (type === 'string' || type === 'binary') return bytesData(type, values);
  const validity = new Bitmap();
  for (const value of values) validity.appendBit(isThere(value));
  const arrow = arrowType(type as DataType);
  if (type === 'boolean') {
    const bits = new Uint8Array((values.length + 7) >> 3);
    values.forEach((value, i) => {
      if (value === true) (bits[i >> 3] as number) |= 1 << (i & 7);
    });
    return assemble(type, values.length, validity, { data: bits });
  }
  const data = new arrow.ArrayType(type.startsWith('decimal') ? values.length * 4 : values.length);
  values.forEach((value, i) => {
    if (!isThere(value)) return;
    if (type === 'date') data[i] = (value as DuckDBDateValue).days;
    else if (type.startsWith('timestamp')) data[i] = (value as DuckDBTimestampValue).micros;
    else if (type.startsWith('decimal')) setInt128(data, i, (value as DuckDBDecimalValue).value);
    else data[i] = value;
  });
  return assemble(type, values.length, validity, { data });
}

function bytesData(type: 'string' | 'binary', values: Values): Data {
  const parts: Uint8Array[] = [];
  let size = 0;
  const { offsets, validity } = spread(values, (value) => {
    const bytes = typeof value === 'string' ? Buffer.from(value) : (value as DuckDBBlobValue).bytes;
    parts.push(bytes);
    size += bytes.length;
    return size;
  });
  return assemble(type, values.length, validity, { valueOffsets: offsets, data: new Uint8Array(Buffer.concat(parts)) });
}

/** Offsets and validity of values of varying length; `add` takes one in and says where it ends. */
function spread(values: Values, add: (value: DuckDBValue) => number): { offsets: Int32Array; validity: Bitmap } {
  const offsets = new Int32Array(values.length + 1);
  const validity = new Bitmap();
  values.forEach((value, i) => {
    validity.appendBit(isThere(value));
    offsets[i + 1] = isThere(value) ? add(value as DuckDBValue) : (offsets[i] as number);
  });
  return { offsets, validity };
}

function assemble(type: DataType | string, length: number, validity: Bitmap, buffers: object): Data {
  const { nullCount, bits } = validity;
  return makeData({ type: arrowType(type as DataType), length, nullCount, nullBitmap: bits, ...buffers } as never);
}

function setInt128(words: Uint32Array, row: number, value: bigint): void {
  for (let word = 0; word < 4; word++) words[row * 4 + word] = Number((value >> BigInt(32 * word)) & 0xffff_ffffn);
}

function isThere(value: DuckDBValue | undefined): boolean {
  return value !== null && value !== undefined;
}
