import type { DataType, TableSchema } from '@penstock/core/contracts';
import type { PartitionValues } from '../log/actions.ts';
import { isDate, isDecimal } from '../stats/bounds.ts';
import { plainDecimal } from '../stats/decimals.ts';
import { formatMicros, parseTimestamp } from '../stats/timestamps.ts';
import { schemaMismatch } from '../table-error.ts';

/**
 * Partition values of a new file as the log holds them: exactly the partition columns, in the protocol's formats,
 * the empty string as null. PEN_SCHEMA_MISMATCH when a column is missing, strange or malformed.
 */
export function writePartitionValues(
  table: string,
  values: PartitionValues,
  schema: TableSchema,
  partitionColumns: readonly string[],
): PartitionValues {
  const strange = Object.keys(values).find((name) => !partitionColumns.includes(name));
  if (strange !== undefined)
    throw schemaMismatch(table, `a file has a value for "${strange}", which is no partition column`);
  return Object.fromEntries(
    partitionColumns.map((name) => {
      const value = values[name];
      if (value === undefined) throw schemaMismatch(table, `a file lacks a value for the partition column "${name}"`);
      const type = schema.fields.find((field) => field.name === name)?.type ?? 'string';
      return [name, value === null || value === '' ? null : writeValue(table, name, value, type)];
    }),
  );
}

/**
 * Partition values of the log as the contract gives them: a missing key and the empty string mean null.
 * @param columns with the names that the log has for them
 */
export function readPartitionValues(
  values: PartitionValues,
  columns: readonly { readonly name: string; readonly physical: string; readonly type: DataType }[],
): PartitionValues {
  return Object.fromEntries(
    columns.map(({ name, physical, type }) => {
      const value = values[physical];
      if (value === null || value === undefined || value === '') return [name, null];
      return [name, type === 'timestamp' || type === 'timestamp_ntz' ? (normalTimestamp(value, type) ?? value) : value];
    }),
  );
}

function writeValue(table: string, name: string, value: string, type: DataType): string {
  const text = normalValue(value, type);
  if (text !== undefined) return text;
  const shown = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  throw schemaMismatch(table, `"${shown}" is no value of the partition column "${name}" (${JSON.stringify(type)})`);
}

function normalValue(value: string, type: DataType): string | undefined {
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return /^-?\d{1,19}$/.test(value) ? value : undefined;
    case 'boolean':
      return /^(true|false)$/.test(value) ? value : undefined;
    case 'date':
      return isDate(value) ? value : undefined;
    case 'timestamp':
    case 'timestamp_ntz':
      return normalTimestamp(value, type);
    case 'float':
    case 'double':
      return /^-?Infinity$|^NaN$/.test(value) || (value.trim() !== '' && Number.isFinite(Number(value)))
        ? value
        : undefined;
    default:
      return isDecimal(type) ? plainDecimal(value) : value;
  }
}

function normalTimestamp(value: string, type: DataType): string | undefined {
  const parsed = parseTimestamp(value);
  const shown = parsed && formatMicros(parsed.micros);
  return type === 'timestamp' ? shown : shown?.replace('T', ' ').slice(0, -1);
}
