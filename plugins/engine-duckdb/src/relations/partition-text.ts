import { PenstockError } from '@penstock/core';
import type { DataType } from '@penstock/core/contracts';
import { quoted, quotedName } from '../sql/quote.ts';
import { duckDbType } from '../types/to-duckdb.ts';

/**
 * SQL that turns a partition column into its text in a table's log: null for null and for the empty string, dates
 * `yyyy-MM-dd`, timestamps ISO 8601 with Z (PROTOCOL.md, "Partition Value Serialization").
 */
export function partitionText(column: string, type: DataType): string {
  const name = quotedName(column);
  switch (type) {
    case 'string':
      return `nullif(${name}, '')`;
    case 'timestamp':
      return `strftime(${name} at time zone 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ')`;
    case 'timestamp_ntz':
      return `strftime(${name}, '%Y-%m-%d %H:%M:%S.%f')`;
    case 'float':
    case 'double':
      return `case when isnan(${name}) then 'NaN' when isinf(${name}) then if(${name} > 0, 'Infinity', '-Infinity') else cast(${name} as varchar) end`;
    default:
      return `cast(${name} as varchar)`;
  }
}

/** SQL of the value that such a text stands for. */
export function partitionValue(text: string | null | undefined, type: DataType): string {
  const sqlType = duckDbType(type);
  if (text === null || text === undefined || text === '') return `cast(null as ${sqlType})`;
  // Bytes stand there as the characters of their UTF-8; a cast would read escapes in them.
  return type === 'binary' ? `encode(${quoted(text)})` : `cast(${quoted(text)} as ${sqlType})`;
}

/** SQL that is true for the rows of a partition. */
export function isPartition(column: string, text: string | null, type: DataType): string {
  const name = quotedName(column);
  if (text !== null) return `${name} = ${partitionValue(text, type)}`;
  return type === 'string' ? `(${name} is null or ${name} = '')` : `${name} is null`;
}

/** Nested and binary columns cannot partition a table. */
export function assertPartitionable(table: string, column: string, type: DataType): void {
  if (typeof type === 'string' && type !== 'binary') return;
  throw new PenstockError(
    'PEN_TABLE_INVALID',
    `Table "${table}" cannot be partitioned by "${column}": ${typeof type === 'string' ? type : type.type} columns have no text`,
    { at: table },
  );
}
