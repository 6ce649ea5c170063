import type { DataType } from '@penstock/core/contracts';
import { quotedName } from '../sql/quote.ts';

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
  variant: 'VARIANT',
  // Nulls of no type, which are integers to DuckDB.
  void: 'INTEGER',
};

/** The type in DuckDB's SQL. */
export function duckDbType(type: DataType): string {
  if (typeof type === 'string') return PRIMITIVES[type] ?? type.toUpperCase();
  if (type.type === 'array') return `${duckDbType(type.elementType)}[]`;
  if (type.type === 'map') return `MAP(${duckDbType(type.keyType)}, ${duckDbType(type.valueType)})`;
  return `STRUCT(${type.fields.map((field) => `${quotedName(field.name)} ${duckDbType(field.type)}`).join(', ')})`;
}
