import { PenstockError } from '@penstock/core';
import type { CallOptions, DataType, Flow, TableFormat, TableSchema, TableSnapshot } from '@penstock/core/contracts';
import type { Session } from '../database/session.ts';
import type { BoundColumn, BoundQuery } from '../relations/bind-query.ts';
import { assertPartitionable } from '../relations/partition-text.ts';
import { quotedName } from '../sql/quote.ts';
import { decimalOf } from '../types/to-arrow.ts';
import { duckDbType } from '../types/to-duckdb.ts';

export async function snapshotIfAny(
  tables: TableFormat,
  table: string,
  options: CallOptions,
): Promise<TableSnapshot | undefined> {
  const version = await tables.latestVersion(table, options);
  return version === undefined ? undefined : tables.snapshot(table, { version }, options);
}

/** Partition columns of the files to write: the flow's, or the table's when it is appended to. */
export function partitioningOf(
  flow: Flow,
  columns: readonly BoundColumn[],
  table: TableSnapshot | undefined,
): readonly string[] {
  const appends = table !== undefined && flow.mode === 'append';
  const partitionBy = flow.partitionBy ?? (appends ? table.partitionColumns : []);
  if (appends && JSON.stringify(partitionBy) !== JSON.stringify(table.partitionColumns))
    throw invalid(
      flow,
      `it is partitioned by [${table.partitionColumns.join(', ')}], not by [${partitionBy.join(', ')}]`,
    );
  for (const name of partitionBy) {
    const column = columns.find((item) => item.name === name);
    if (!column) throw invalid(flow, `it is partitioned by "${name}", which is no column of the query`);
    assertPartitionable(flow.target, name, column.type);
  }
  if (columns.length === new Set(partitionBy).size)
    throw invalid(flow, 'it has no column besides those that partition it');
  return partitionBy;
}

/** Columns as an existing table has them: narrower types are widened, others are PEN_SCHEMA_MISMATCH. */
export function fitColumns(
  table: string,
  columns: readonly BoundColumn[],
  schema: TableSchema,
): readonly BoundColumn[] {
  return columns.map((column) => {
    const field = schema.fields.find((item) => item.name === column.name);
    if (!field || duckDbType(field.type) === duckDbType(column.type)) return column;
    if (!widens(column.type, field.type))
      throw new PenstockError(
        'PEN_SCHEMA_MISMATCH',
        `Table "${table}" has column "${column.name}" as ${shown(field.type)}, the query as ${shown(column.type)}`,
        { at: table, hint: 'Cast it in the query, or run a full refresh of the table.' },
      );
    return { ...column, type: field.type, sql: `cast(${column.sql} as ${duckDbType(field.type)})` };
  });
}

/**
 * The same, where a column of text without a single value fits whatever the table has: readers of CSV and JSON take what
 * is empty for text.
 */
export async function fitRead(
  session: Session,
  table: string,
  bound: BoundQuery,
  schema: TableSchema,
): Promise<readonly BoundColumn[]> {
  const types = new Map(schema.fields.map((field) => [field.name, field.type]));
  const texts = bound.columns.filter(({ name, type }) => type === 'string' && (types.get(name) ?? type) !== type);
  if (texts.length === 0) return fitColumns(table, bound.columns, schema);
  const counts = texts.map(({ name }, i) => `count(${quotedName(name)}) as n${i}`).join(', ');
  const [row = {}] = await session
    .rows<Record<string, string>>(`select ${counts} from (\n${bound.sql}\n)`)
    .catch((error: unknown) => {
      throw bound.fail(error, 1);
    });
  const empty = new Set(texts.filter((_, i) => Number(row[`n${i}`]) === 0).map(({ name }) => name));
  const columns = bound.columns.map((column): BoundColumn => {
    const type = types.get(column.name) ?? column.type;
    return empty.has(column.name) ? { ...column, type, sql: `cast(null as ${duckDbType(type)})` } : column;
  });
  return fitColumns(table, columns, schema);
}

const DIGITS: Readonly<Record<string, number>> = { byte: 3, short: 5, integer: 10, long: 19 };

/** Whether every value of one type is one of the other. */
function widens(from: DataType, to: DataType): boolean {
  if (typeof from !== 'string' || typeof to !== 'string') return false;
  if (from === 'float') return to === 'double';
  const digits = DIGITS[from];
  if (to.startsWith('decimal(')) {
    const { precision, scale } = decimalOf(to);
    if (digits !== undefined) return precision - scale >= digits;
    if (!from.startsWith('decimal(')) return false;
    const narrow = decimalOf(from);
    return scale >= narrow.scale && precision - scale >= narrow.precision - narrow.scale;
  }
  return digits !== undefined && digits < (DIGITS[to] ?? 0);
}

function shown(type: DataType): string {
  return typeof type === 'string' ? type : duckDbType(type).toLowerCase();
}

function invalid(flow: Flow, why: string): PenstockError {
  return new PenstockError('PEN_TABLE_INVALID', `Table "${flow.target}": ${why}`, { at: flow.target });
}
