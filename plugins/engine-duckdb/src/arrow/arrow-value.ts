import {
  blobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampValue,
  type DuckDBValue,
  listValue,
  mapValue,
  structValue,
} from '@duckdb/node-api';
import { type Data, type Decimal, type Timestamp, TimeUnit, Type } from 'apache-arrow';

/**
 * One value of an Arrow array as DuckDB's bindings take it. Reads the buffers itself: Arrow's own accessor gives
 * timestamps in milliseconds and so loses digits.
 */
export function arrowValue(data: Data, index: number): DuckDBValue {
  if (!data.getValid(index)) return null;
  const { values } = data;
  switch (data.type.typeId as Type) {
    case Type.Bool:
      return (((values[(data.offset + index) >> 3] as number) >> ((data.offset + index) & 7)) & 1) === 1;
    case Type.Date:
      return values instanceof BigInt64Array
        ? new DuckDBTimestampMillisecondsValue(values[index] as bigint)
        : new DuckDBDateValue(values[index] as number);
    case Type.Timestamp:
      return timestampValue((data.type as Timestamp).unit, values[index] as bigint);
    case Type.Decimal: {
      const { precision, scale } = data.type as Decimal;
      return new DuckDBDecimalValue(int128(values as Uint32Array, index), precision, scale);
    }
    case Type.Utf8:
    case Type.LargeUtf8:
      return Buffer.from(bytesAt(data, index)).toString('utf8');
    case Type.Binary:
    case Type.LargeBinary:
    case Type.FixedSizeBinary:
      return blobValue(bytesAt(data, index).slice());
    case Type.Dictionary: {
      const chunks = data.dictionary?.data ?? [];
      return dictionaryValue(chunks, Number(values[index]));
    }
    default:
      return data.children.length > 0 ? nestedValue(data, index) : (values[index] as DuckDBValue);
  }
}

/** Bytes of a value of varying or fixed size. */
export function bytesAt(data: Data, index: number): Uint8Array {
  const values = data.values as Uint8Array;
  if ((data.type.typeId as Type) === Type.FixedSizeBinary)
    return values.subarray(index * data.stride, (index + 1) * data.stride);
  return values.subarray(Number(data.valueOffsets[index]), Number(data.valueOffsets[index + 1]));
}

function nestedValue(data: Data, index: number): DuckDBValue {
  const [child] = data.children as [Data];
  if ((data.type.typeId as Type) === Type.Struct) {
    // Children of a slice are sliced along, so the index is theirs too.
    return structValue(
      Object.fromEntries(
        data.type.children.map((field, i) => [field.name, arrowValue(data.children[i] as Data, index)]),
      ),
    );
  }
  const [begin, end] =
    (data.type.typeId as Type) === Type.FixedSizeList
      ? [index * data.stride, (index + 1) * data.stride]
      : [Number(data.valueOffsets[index]), Number(data.valueOffsets[index + 1])];
  const places = Array.from({ length: end - begin }, (_, i) => begin + i);
  if ((data.type.typeId as Type) !== Type.Map) return listValue(places.map((place) => arrowValue(child, place)));
  const [keys, items] = child.children as [Data, Data];
  return mapValue(places.map((place) => ({ key: arrowValue(keys, place), value: arrowValue(items, place) })));
}

function dictionaryValue(chunks: readonly Data[], code: number): DuckDBValue {
  let at = code;
  for (const chunk of chunks) {
    if (at < chunk.length) return arrowValue(chunk, at);
    at -= chunk.length;
  }
  return null;
}

function timestampValue(unit: TimeUnit, value: bigint): DuckDBValue {
  if (unit === TimeUnit.SECOND) return new DuckDBTimestampSecondsValue(value);
  if (unit === TimeUnit.MILLISECOND) return new DuckDBTimestampMillisecondsValue(value);
  return unit === TimeUnit.MICROSECOND ? new DuckDBTimestampValue(value) : new DuckDBTimestampNanosecondsValue(value);
}

function int128(words: Uint32Array, index: number): bigint {
  let value = 0n;
  for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(words[index * 4 + word] as number);
  return BigInt.asIntN(128, value);
}
