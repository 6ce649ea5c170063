import type { DataType, NewDataFile, TableSchema } from '@penstock/core/contracts';
import { schemaMismatch } from '../table-error.ts';

/**
 * PEN_SCHEMA_MISMATCH unless files of `rows` may join the table: every column is one of the table's (exact name)
 * with the same type, and what is left out may be null. Whether values are null is the engine's business, nullability
 * is therefore not compared.
 */
export function checkFit(table: string, rows: TableSchema, target: TableSchema): void {
  for (const field of rows.fields) {
    const column = target.fields.find((item) => item.name === field.name);
    if (!column) throw unknownColumn(table, field.name, target);
    if (!fits(field.type, column.type)) {
      throw schemaMismatch(
        table,
        `the column "${field.name}" is ${showType(field.type)}, the table has ${showType(column.type)}`,
        'Cast it in the query, or overwrite the table with a schema change allowed.',
      );
    }
  }
  const missing = target.fields.find(
    (column) => !column.nullable && !rows.fields.some((field) => field.name === column.name),
  );
  if (missing) throw schemaMismatch(table, `the column "${missing.name}" is NOT NULL and missing`);
}

/** A backstop for NOT NULL columns, from the statistics of the files. */
export function checkNotNull(table: string, files: readonly NewDataFile[], target: TableSchema): void {
  for (const column of target.fields.filter((field) => !field.nullable)) {
    const file = files.find(
      (item) => (item.stats[column.name]?.nullCount ?? 0) > 0 || item.partitionValues[column.name] === null,
    );
    if (file) throw schemaMismatch(table, `the NOT NULL column "${column.name}" has nulls in ${file.key}`);
  }
}

/** Types in the words of people, `struct<a:integer,b:array<string>>`. */
export function showType(type: DataType): string {
  if (typeof type === 'string') return type;
  if (type.type === 'array') return `array<${showType(type.elementType)}>`;
  if (type.type === 'map') return `map<${showType(type.keyType)},${showType(type.valueType)}>`;
  return `struct<${type.fields.map((field) => `${field.name}:${showType(field.type)}`).join(',')}>`;
}

function fits(rows: DataType, target: DataType): boolean {
  if (typeof rows === 'string' || typeof target === 'string') return rows === target;
  if (rows.type === 'struct' && target.type === 'struct') {
    return (
      rows.fields.length === target.fields.length &&
      target.fields.every((column) => {
        const field = rows.fields.find((item) => item.name === column.name);
        return field !== undefined && fits(field.type, column.type);
      })
    );
  }
  if (rows.type === 'array' && target.type === 'array') return fits(rows.elementType, target.elementType);
  if (rows.type !== 'map' || target.type !== 'map') return false;
  return fits(rows.keyType, target.keyType) && fits(rows.valueType, target.valueType);
}

function unknownColumn(table: string, name: string, target: TableSchema): Error {
  const twin = target.fields.find((item) => item.name.toLowerCase() === name.toLowerCase());
  return schemaMismatch(
    table,
    `it has no column "${name}"${twin ? `, but "${twin.name}"` : ''}`,
    twin
      ? `Name the column "${twin.name}" in the query.`
      : 'Drop the column in the query, or overwrite the table with a schema change allowed.',
  );
}
