import { randomUUID } from 'node:crypto';
import type {
  ColumnStats,
  DataType,
  Field,
  NewDataFile,
  TableFormat,
  TableSchema,
  TableWrite,
  WriteResult,
} from '../../contracts/index.ts';

/** A name that no other case uses, so that a shared store will do. */
export function tableName(): string {
  return `t_${randomUUID().replaceAll('-', '')}`;
}

export function field(name: string, type: DataType, nullable = true): Field {
  return { name, type, nullable, metadata: {} };
}

export function struct(...fields: Field[]): TableSchema {
  return { type: 'struct', fields };
}

/** id long, name string. */
export const SCHEMA = struct(field('id', 'long'), field('name', 'string'));

export interface FileOptions {
  readonly partitionValues?: Readonly<Record<string, string | null>>;
  readonly stats?: Readonly<Record<string, ColumnStats>>;
}

/** A file as an engine would announce it; its bytes do not exist. */
export function newFile(tables: TableFormat, name: string, rows: number, options: FileOptions = {}): NewDataFile {
  const { partitionValues = {}, stats = {} } = options;
  return { key: tables.newFileKey(name, partitionValues), size: 100 * rows + 1, rows, partitionValues, stats };
}

/** Appends one file of `rows` rows; creates the table when it is absent. */
export function append(
  tables: TableFormat,
  name: string,
  rows: number,
  more: Partial<TableWrite> = {},
): Promise<WriteResult> {
  const files = [newFile(tables, name, rows)];
  return tables.write(name, { mode: 'append', schema: SCHEMA, create: {}, files, ...more });
}

/** Rows per file, sorted: the content of a snapshot in short. */
export async function rowsOf(tables: TableFormat, name: string, version?: number): Promise<number[]> {
  const snapshot = await tables.snapshot(name, version === undefined ? undefined : { version });
  return snapshot.files.map((file) => file.rows ?? Number.NaN).sort((a, b) => a - b);
}
