import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  FLOAT,
  INTEGER,
  LIST,
  MAP,
  SMALLINT,
  STRUCT,
  TIMESTAMP,
  TIMESTAMP_MS,
  TIMESTAMP_NS,
  TIMESTAMP_S,
  TINYINT,
  UBIGINT,
  UINTEGER,
  USMALLINT,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import {
  type DataType,
  type Decimal,
  type Dictionary,
  type Field,
  type Float,
  type Int,
  Precision,
  type Timestamp,
  TimeUnit,
  Type,
} from 'apache-arrow';

/**
 * The DuckDB type that holds an Arrow type's bytes as they are; `undefined` when none does. Instants come as timestamps
 * without zone, in UTC, as that of all connections is.
 */
export function stagingType(type: DataType): DuckDBType | undefined {
  switch (type.typeId as Type) {
    case Type.Bool:
      return BOOLEAN;
    case Type.Int:
      return intType(type as Int);
    case Type.Float:
      return floatType((type as Float).precision);
    case Type.Utf8:
    case Type.LargeUtf8:
      return VARCHAR;
    case Type.Binary:
    case Type.LargeBinary:
    case Type.FixedSizeBinary:
      return BLOB;
    case Type.Date:
      return type.ArrayType === Int32Array ? DATE : TIMESTAMP_MS;
    case Type.Timestamp:
      return timestampType((type as Timestamp).unit);
    case Type.Decimal: {
      const { precision, scale, bitWidth } = type as Decimal;
      return bitWidth === 128 && precision <= 38 && scale >= 0 ? DECIMAL(precision, scale) : undefined;
    }
    case Type.Dictionary:
      return stagingType((type as Dictionary).dictionary);
    default:
      return nestedType(type);
  }
}

function nestedType(type: DataType): DuckDBType | undefined {
  const [child] = type.children ?? [];
  switch (type.typeId as Type) {
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList: {
      const item = child && stagingType(child.type);
      return item && LIST(item);
    }
    case Type.Map: {
      const [key, value] = ((child?.type.children ?? []) as Field[]).map((field) => stagingType(field.type));
      return key && value && MAP(key, value);
    }
    case Type.Struct: {
      const types = type.children.map((field: Field) => [field.name, stagingType(field.type)] as const);
      const known = types.filter((entry): entry is [string, DuckDBType] => entry[1] !== undefined);
      return known.length === types.length && known.length > 0 ? STRUCT(Object.fromEntries(known)) : undefined;
    }
    default:
      return undefined;
  }
}

function intType({ bitWidth, isSigned }: Int): DuckDBType {
  const signed = { 8: TINYINT, 16: SMALLINT, 32: INTEGER, 64: BIGINT };
  const unsigned = { 8: UTINYINT, 16: USMALLINT, 32: UINTEGER, 64: UBIGINT };
  return (isSigned ? signed : unsigned)[bitWidth];
}

function floatType(precision: Precision): DuckDBType | undefined {
  if (precision === Precision.SINGLE) return FLOAT;
  return precision === Precision.DOUBLE ? DOUBLE : undefined;
}

function timestampType(unit: TimeUnit): DuckDBType {
  const types = {
    [TimeUnit.SECOND]: TIMESTAMP_S,
    [TimeUnit.MILLISECOND]: TIMESTAMP_MS,
    [TimeUnit.MICROSECOND]: TIMESTAMP,
    [TimeUnit.NANOSECOND]: TIMESTAMP_NS,
  };
  return types[unit];
}
