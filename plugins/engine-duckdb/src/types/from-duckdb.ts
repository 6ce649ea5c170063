import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api';
import type { DataType, PrimitiveType } from '@penstock/core/contracts';

/** Types that stand for themselves, and those that are carried as another: unsigned ones as the next larger signed one. */
const PRIMITIVES: Readonly<Partial<Record<DuckDBTypeId, PrimitiveType>>> = {
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.TINYINT]: 'byte',
  [DuckDBTypeId.SMALLINT]: 'short',
  [DuckDBTypeId.INTEGER]: 'integer',
  [DuckDBTypeId.BIGINT]: 'long',
  [DuckDBTypeId.UTINYINT]: 'short',
  [DuckDBTypeId.USMALLINT]: 'integer',
  [DuckDBTypeId.UINTEGER]: 'long',
  [DuckDBTypeId.UBIGINT]: 'decimal(20,0)',
  // What sum() makes of integers. Spark makes it a long too; beyond that the cast fails.
  [DuckDBTypeId.HUGEINT]: 'long',
  [DuckDBTypeId.FLOAT]: 'float',
  [DuckDBTypeId.DOUBLE]: 'double',
  [DuckDBTypeId.VARCHAR]: 'string',
  [DuckDBTypeId.ENUM]: 'string',
  [DuckDBTypeId.UUID]: 'string',
  // As JSON.
  [DuckDBTypeId.VARIANT]: 'string',
  [DuckDBTypeId.BLOB]: 'binary',
  [DuckDBTypeId.DATE]: 'date',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamp',
  [DuckDBTypeId.TIMESTAMP]: 'timestamp_ntz',
  [DuckDBTypeId.TIMESTAMP_S]: 'timestamp_ntz',
  [DuckDBTypeId.TIMESTAMP_MS]: 'timestamp_ntz',
  [DuckDBTypeId.TIMESTAMP_NS]: 'timestamp_ntz',
};

/** The table type that carries a DuckDB type, `undefined` when there is none (TIME, INTERVAL, BIT, UNION, …). */
export function dataTypeOf(type: DuckDBType): DataType | undefined {
  if (type instanceof DuckDBDecimalType) return `decimal(${type.width},${type.scale})`;
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    const elementType = dataTypeOf(type.valueType);
    return elementType && { type: 'array', elementType, containsNull: true };
  }
  if (type instanceof DuckDBMapType) {
    const keyType = dataTypeOf(type.keyType);
    const valueType = dataTypeOf(type.valueType);
    return keyType && valueType && { type: 'map', keyType, valueType, valueContainsNull: true };
  }
  if (type instanceof DuckDBStructType) {
    const types = type.entryTypes.map(dataTypeOf);
    const fields = types.flatMap((item, i) =>
      item && type.entryNames[i] ? [{ name: type.entryNames[i], type: item, nullable: true, metadata: {} }] : [],
    );
    return fields.length === types.length ? { type: 'struct', fields } : undefined;
  }
  return PRIMITIVES[type.typeId];
}

/** Whether a column of this type is carried without a cast. */
export function isItself(type: DuckDBType): boolean {
  // An alias such as JSON would leave its mark in files.
  if (type.alias !== undefined || CARRIED_AS_OTHERS.has(type.typeId)) return false;
  if (type instanceof DuckDBListType) return isItself(type.valueType);
  if (type instanceof DuckDBMapType) return isItself(type.keyType) && isItself(type.valueType);
  return type instanceof DuckDBStructType ? type.entryTypes.every(isItself) : true;
}

const CARRIED_AS_OTHERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.ENUM,
  DuckDBTypeId.UUID,
  DuckDBTypeId.VARIANT,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
]);
