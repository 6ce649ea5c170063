import type { DataType, Field, TableSchema } from '../../contracts/schema.ts';
import type { TableSnapshot, TableWrite } from '../../contracts/table-format.ts';
import type { ErrorCode } from '../../errors/codes.ts';
import { PenstockError } from '../../errors/penstock-error.ts';

const PRIMITIVES = /^(string|long|integer|short|byte|float|double|boolean|binary|date|timestamp|timestamp_ntz)$/;

/** PEN_SCHEMA_INVALID for what no table can have, PEN_TABLE_INVALID for partitioning that cannot be. */
export function checkTable(table: string, schema: TableSchema, partitionBy: readonly string[]): void {
  checkFields(table, schema.fields);
  for (const [at, name] of partitionBy.entries()) {
    const field = schema.fields.find((item) => item.name === name);
    if (!field || typeof field.type !== 'string' || partitionBy.indexOf(name) !== at)
      throw refuse('PEN_TABLE_INVALID', table, `it cannot be partitioned by "${name}"`);
  }
  if (partitionBy.length >= schema.fields.length)
    throw refuse('PEN_TABLE_INVALID', table, 'it has no column besides those that partition it');
}

/** PEN_SCHEMA_MISMATCH unless rows of the schema may join the table. */
export function checkFit(table: string, rows: TableSchema, target: TableSchema): void {
  for (const field of rows.fields) {
    const column = target.fields.find((item) => item.name === field.name);
    if (!column || JSON.stringify(column.type) !== JSON.stringify(field.type))
      throw refuse('PEN_SCHEMA_MISMATCH', table, `it has ${column ? 'another type for' : 'no'} column "${field.name}"`);
  }
  const missing = target.fields.find(
    (column) => !column.nullable && !rows.fields.some((field) => field.name === column.name),
  );
  if (missing) throw refuse('PEN_SCHEMA_MISMATCH', table, `column "${missing.name}" may not be null and is missing`);
}

/** PEN_TABLE_INVALID for a file given twice, PEN_SCHEMA_MISMATCH for partition values that are missing, strange or malformed. */
export function checkFiles(
  { name, schema, partitionColumns }: Pick<TableSnapshot, 'name' | 'schema' | 'partitionColumns'>,
  files: TableWrite['files'],
): void {
  if (new Set(files.map((file) => file.key)).size < files.length)
    throw refuse('PEN_TABLE_INVALID', name, 'a data file is given twice');
  for (const { key, partitionValues } of files) {
    const given = Object.keys(partitionValues);
    if (given.length !== partitionColumns.length || !partitionColumns.every((column) => given.includes(column)))
      throw refuse('PEN_SCHEMA_MISMATCH', name, `${key} has values for [${given}], not for [${partitionColumns}]`);
    for (const [column, text] of Object.entries(partitionValues)) {
      const type = schema.fields.find((field) => field.name === column)?.type;
      if (type === 'date' && text !== null && !/^\d{4}-\d{2}-\d{2}$/.test(text))
        throw refuse('PEN_SCHEMA_MISMATCH', name, `"${text}" is no date for column "${column}"`);
    }
  }
}

function checkFields(table: string, fields: readonly Field[]): void {
  const names = fields.map((field) => field.name.toLowerCase());
  if (names.length === 0) throw refuse('PEN_SCHEMA_INVALID', table, 'it has no columns');
  const bad = names.find((name, i) => name === '' || names.indexOf(name) !== i);
  if (bad !== undefined) throw refuse('PEN_SCHEMA_INVALID', table, `the column name "${bad}" is empty or there twice`);
  for (const field of fields) checkType(table, field.type);
}

function checkType(table: string, type: DataType): void {
  if (typeof type !== 'string') {
    if (type.type === 'struct') checkFields(table, type.fields);
    else
      for (const part of type.type === 'array' ? [type.elementType] : [type.keyType, type.valueType])
        checkType(table, part);
    return;
  }
  const [, precision = 0, scale = 0] = (/^decimal\((\d+),(\d+)\)$/.exec(type) ?? []).map(Number);
  if (!PRIMITIVES.test(type) && !(precision >= 1 && precision <= 38 && scale <= precision))
    throw refuse('PEN_SCHEMA_INVALID', table, `"${type}" is no type`);
}

function refuse(code: ErrorCode, table: string, why: string): PenstockError {
  return new PenstockError(code, `Table "${table}": ${why}`, { at: table });
}
