import { createHash } from 'node:crypto';
import { compareKeys } from '@penstock/core';
import type { DataType } from '@penstock/core/contracts';
import { type Data, Dictionary, type RecordBatch, type Struct, Type, Vector } from 'apache-arrow';

/**
 * Rows in the canonical form that the shared Delta tables are digested in: one JSON array a row, sorted. The types of
 * the table are needed, since Arrow has one type for several of Delta's.
 */
export async function canonicalRows(
  batches: AsyncIterable<RecordBatch>,
  types: readonly DataType[],
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const batch of batches) {
    const columns = types.map((type, at) => readerOf(childOf(batch.data, at), type));
    for (let row = 0; row < batch.numRows; row++) lines.push(JSON.stringify(columns.map((read) => read(row))));
  }
  return lines.sort(compareKeys);
}

export function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

type Reader = (row: number) => unknown;

function readerOf(data: Data, type: DataType): Reader {
  const read = valueReader(data, type);
  return (row) => (data.nullCount > 0 && !data.getValid(row) ? null : read(row));
}

function valueReader(data: Data, type: DataType): Reader {
  if (typeof type !== 'string') return nestedReader(data, type);
  const { values } = data;
  switch (type) {
    case 'long':
      return (row) => wholeNumber((values as BigInt64Array)[row] ?? 0n);
    case 'timestamp':
      return (row) => `${timestamp((values as BigInt64Array)[row] ?? 0n)}Z`;
    case 'timestamp_ntz':
      return (row) => timestamp((values as BigInt64Array)[row] ?? 0n);
    case 'date':
      return (row) => new Date(((values as Int32Array)[row] ?? 0) * 86_400_000).toISOString().slice(0, 10);
    case 'float':
    case 'double':
      return (row) => finite((values as Float64Array)[row] ?? 0);
    case 'void':
      return () => null;
    case 'binary': {
      const vector = new Vector([data]);
      return (row) => Buffer.from(vector.get(row) as Uint8Array).toString('hex');
    }
    default:
      return type.startsWith('decimal') ? decimalReader(data, type) : plainReader(data);
  }
}

function plainReader(data: Data): Reader {
  const isText = data.type instanceof Dictionary || (data.type.typeId as Type) === Type.Utf8;
  const vector = new Vector([data]);
  return isText ? (row) => vector.get(row) : (row) => vector.get(row) as unknown;
}

function decimalReader(data: Data, type: string): Reader {
  const scale = Number(/,(\d+)\)$/.exec(type)?.[1] ?? 0);
  const words = data.values as Uint32Array;
  return (row) => {
    let value = 0n;
    for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(words[row * 4 + word] ?? 0);
    const signed = BigInt.asIntN(128, value);
    const digits = (signed < 0n ? -signed : signed).toString().padStart(scale + 1, '0');
    const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    return signed < 0n ? `-${text}` : text;
  };
}

function nestedReader(data: Data, type: Exclude<DataType, string>): Reader {
  if (type.type === 'struct') {
    const fields = type.fields.map((field, at) => [field.name, readerOf(childOf(data, at), field.type)] as const);
    return (row) => Object.fromEntries(fields.map(([name, read]) => [name, read(row)]));
  }
  const offsets = data.valueOffsets as Int32Array;
  const range = (row: number) => {
    const start = offsets[row] ?? 0;
    return Array.from({ length: (offsets[row + 1] ?? 0) - start }, (_, at) => start + at);
  };
  if (type.type === 'array') {
    const element = readerOf(childOf(data, 0), type.elementType);
    return (row) => range(row).map(element);
  }
  const entries = childOf(data, 0) as Data<Struct>;
  const [key, value] = [readerOf(childOf(entries, 0), type.keyType), readerOf(childOf(entries, 1), type.valueType)];
  return (row) =>
    range(row)
      .map((at) => JSON.stringify([key(at), value(at)]))
      .sort(compareKeys)
      .map((pair) => JSON.parse(pair));
}

function childOf(data: Data, at: number): Data {
  const child = data.children[at] as Data | undefined;
  if (!child) throw new TypeError(`The rows have no column ${at}`);
  return child;
}

function wholeNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function finite(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function timestamp(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const millis = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, -1);
  return `${millis}${String(rest).padStart(3, '0')}`;
}
