import { PenstockError } from '@penstock/core';
import type { DataType, TableSchema } from '@penstock/core/contracts';
import { tableInvalid } from '../table-error.ts';
import { isPrimitive } from './delta-schema.ts';
import { fieldsOf, typesOf } from './walk.ts';

/** What Spark refuses in column names of tables without column mapping. */
const FORBIDDEN = /[ ,;{}()\n\t=]/;

/**
 * Checks the schema of a new table (or of an overwrite that changes it): PEN_SCHEMA_INVALID for no columns, empty
 * or doubled names (ignoring case, at every level), characters that other engines refuse, unknown types.
 */
export function checkSchema(table: string, schema: TableSchema): void {
  if (schema.fields.length === 0) throw invalid(table, 'it has no columns');
  const seen = new Set<string>();
  for (const { path, field } of fieldsOf(schema)) {
    if (field.name === '') throw invalid(table, `a column under "${path}" has no name`);
    const bad = FORBIDDEN.exec(field.name)?.[0];
    if (bad !== undefined) {
      throw invalid(
        table,
        `the column "${path}" has ${JSON.stringify(bad)} in its name`,
        'Rename it in the query (`… as name`).',
      );
    }
    const key = path.toLowerCase();
    if (seen.has(key)) throw invalid(table, `the column "${path}" is there twice (names are compared without case)`);
    seen.add(key);
  }
  for (const { path, type } of typesOf(schema)) checkType(table, path, type);
}

/** PEN_TABLE_INVALID unless each is a column of a flat type, named once, and a data column is left. */
export function checkPartitioning(table: string, schema: TableSchema, partitionBy: readonly string[]): void {
  for (const [at, name] of partitionBy.entries()) {
    const field = schema.fields.find((item) => item.name === name);
    if (!field) throw tableInvalid(table, `the partition column "${name}" is not in the schema`);
    if (typeof field.type !== 'string') throw tableInvalid(table, `the partition column "${name}" is nested`);
    if (partitionBy.indexOf(name) !== at) throw tableInvalid(table, `the partition column "${name}" is named twice`);
  }
  if (partitionBy.length >= schema.fields.length) {
    throw tableInvalid(table, 'every column is a partition column', 'Leave at least one column for the files.');
  }
}

function checkType(table: string, path: string, type: DataType): void {
  if (typeof type !== 'string') {
    if (type.type === 'struct' && type.fields.length === 0) throw invalid(table, `the struct "${path}" has no fields`);
    return;
  }
  if (!isPrimitive(type)) throw invalid(table, `the column "${path}" has the unknown type "${String(type)}"`);
  if (type === 'variant' || type === 'void') {
    throw invalid(table, `the column "${path}" has the type ${type}, which can only be read`);
  }
  const decimal = /^decimal\((-?\d+),(-?\d+)\)$/.exec(type);
  if (!decimal) return;
  const [precision, scale] = [Number(decimal[1]), Number(decimal[2])];
  if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
    throw invalid(table, `the column "${path}" has the impossible type ${type}`);
  }
}

function invalid(table: string, problem: string, hint?: string): PenstockError {
  return new PenstockError('PEN_SCHEMA_INVALID', `The schema for table "${table}" is not possible: ${problem}`, {
    at: table,
    hint,
  });
}
