import type { Field, TableSchema } from '@penstock/core/contracts';
import type { Session } from '../database/session.ts';
import { quotedName } from '../sql/quote.ts';
import { duckDbType } from '../types/to-duckdb.ts';
import { pathList } from './local-files.ts';
import { type ParquetColumn, parquetColumns } from './parquet-columns.ts';
import { partitionValue } from './partition-text.ts';

export interface TableFile {
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, string | null>>;
}

/**
 * SQL of the rows of exactly these files: columns in the order, by the names and of the types of the schema, those
 * that a file lacks as null. A partition is a branch of a union with its values as constants, so that conditions on
 * them skip its files.
 */
export async function tableSource(
  session: Session,
  schema: TableSchema,
  partitionColumns: readonly string[],
  files: readonly TableFile[],
): Promise<string> {
  if (files.length === 0) return emptySource(schema);
  const columns = await parquetColumns(
    session,
    files.map((file) => file.path),
  );
  const partitions = Map.groupBy(files, ({ partitionValues }) =>
    JSON.stringify(partitionColumns.map((name) => partitionValues[name] ?? null)),
  );
  return Array.from(partitions.values(), (branch) => branchSource(schema, partitionColumns, branch, columns)).join(
    '\nunion all\n',
  );
}

/** No rows, but columns. */
export function emptySource(schema: TableSchema): string {
  return `select ${schema.fields.map(nullColumn).join(', ')} where false`;
}

function branchSource(
  schema: TableSchema,
  partitionColumns: readonly string[],
  files: readonly TableFile[],
  columns: ReadonlyMap<string, readonly ParquetColumn[]>,
): string {
  const shapes = [...new Set(files.map((file) => columns.get(file.path) ?? []))];
  const values = files[0]?.partitionValues ?? {};
  const selected = schema.fields.map((field) =>
    partitionColumns.includes(field.name)
      ? `${partitionValue(values[field.name], field.type)} as ${quotedName(field.name)}`
      : fileColumn(field, shapes.flat()),
  );
  const paths = pathList(files.map((file) => file.path));
  return `select ${selected.join(', ')} from read_parquet(${paths}, hive_partitioning = false, union_by_name = ${shapes.length > 1})`;
}

/** Names are looked up exactly first, then ignoring case. */
function fileColumn(field: Field, columns: readonly ParquetColumn[]): string {
  const column =
    columns.find((item) => item.name === field.name) ??
    columns.find((item) => item.name.toLowerCase() === field.name.toLowerCase());
  if (!column) return nullColumn(field);
  const name = quotedName(column.name);
  // Old writers leave out the mark that a byte array is text.
  const value =
    field.type === 'string' && column.type === 'BLOB'
      ? `decode(${name})`
      : `cast(${name} as ${duckDbType(field.type)})`;
  return `${value} as ${quotedName(field.name)}`;
}

function nullColumn(field: Field): string {
  return `cast(null as ${duckDbType(field.type)}) as ${quotedName(field.name)}`;
}
