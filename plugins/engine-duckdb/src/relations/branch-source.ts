import { PenstockError } from '@penstock/core';
import type { RowPositions, TableSchema } from '@penstock/core/contracts';
import { quotedName } from '../sql/quote.ts';
import { type ParquetShape, readParquet } from './parquet-shapes.ts';
import { partitionValue } from './partition-text.ts';
import { storedColumn } from './stored-column.ts';

export interface TableFile {
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  /** Rows that are left out. */
  readonly without?: RowPositions | undefined;
  /** The only rows that are taken. */
  readonly only?: RowPositions | undefined;
}

/** Files that one reader reads: alike in shape, of one partition, all with rows to leave out or to pick, or none. */
export interface Branch<F extends TableFile = TableFile> {
  readonly files: readonly F[];
  readonly shape: ParquetShape;
  /** Where their rows are, when some are left out or picked: the table and the index of the first file in it. */
  readonly positions?: { readonly table: string; readonly first: number };
}

/** Columns that a relation has besides those of the table. */
export interface ExtraColumns<F extends TableFile> {
  /** With their types in SQL. */
  readonly types: Readonly<Record<string, string>>;
  /** As SQL with their names. */
  columns(branch: Branch<F>): readonly string[];
}

/** Place of a file in the list of a reader, and of a row in its file: virtual columns of DuckDB. */
const FILE_INDEX = 'file_index';
export const ROW_NUMBER = 'file_row_number';

/** SQL of the rows of a branch: columns by the names, of the types and in the order of the schema, then the extra ones. */
export function branchSource<F extends TableFile>(
  schema: TableSchema,
  partitionColumns: readonly string[],
  branch: Branch<F>,
  extra: ExtraColumns<F>['columns'],
): string {
  const { files, shape } = branch;
  const values = files[0]?.partitionValues ?? {};
  const selected = schema.fields.map((field) =>
    partitionColumns.includes(field.name)
      ? `${partitionValue(values[field.name], field.type)} as ${quotedName(field.name)}`
      : storedColumn(field, shape),
  );
  const reader = readParquet(files.map((file) => file.path));
  return `select ${[...selected, ...extra(branch)].join(', ')} from ${reader} as __file${picked(branch)}`;
}

/** SQL of a value that each file of the branch has for all its rows. */
export function perFile<F extends TableFile>(branch: Branch<F>, value: (file: F) => string): string {
  const values = branch.files.map(value);
  if (values.every((item) => item === values[0])) return values[0] ?? 'null';
  return `[${values.join(', ')}][cast(${virtual(FILE_INDEX, branch)} as bigint) + 1]`;
}

/** A virtual column of DuckDB, which a column of the file of that name would hide. */
export function virtual(name: string, { shape }: Branch): string {
  if (shape.columns.some((column) => column.name.toLowerCase() === name))
    throw new PenstockError(
      'PEN_TABLE_UNSUPPORTED',
      `A data file has a column "${name}", so that DuckDB cannot tell its rows apart`,
    );
  return `__file.${name}`;
}

function picked(branch: Branch): string {
  const { positions, files } = branch;
  if (!positions) return '';
  const { table, first } = positions;
  const join = files[0]?.only ? 'semi' : 'anti';
  const rows = `select file - ${first} as file, "row" from ${table} where file between ${first} and ${first + files.length - 1}`;
  return ` ${join} join (${rows}) as __rows on __rows."row" = ${virtual(ROW_NUMBER, branch)} and __rows.file = cast(${virtual(FILE_INDEX, branch)} as bigint)`;
}
