import type { NewDataFile, TableFormat, TableSchema, TableWrite } from '@penstock/core/contracts';

export const SCHEMA: TableSchema = {
  type: 'struct',
  fields: [
    { name: 'id', type: 'long', nullable: true, metadata: {} },
    { name: 'name', type: 'string', nullable: true, metadata: {} },
  ],
};

/** A file as an engine would announce it; its bytes do not exist. */
export function newFile(tables: TableFormat, name: string, rows: number, more: Partial<NewDataFile> = {}): NewDataFile {
  const stats = { id: { min: 0, max: rows, nullCount: 0 } };
  return { key: tables.newFileKey(name), size: 100 + rows, rows, partitionValues: {}, stats, ...more };
}

/** Appends one announced file; creates the table when it is absent. */
export function append(tables: TableFormat, name: string, rows: number, more: Partial<TableWrite> = {}) {
  const files = [newFile(tables, name, rows)];
  return tables.write(name, { mode: 'append', schema: SCHEMA, create: {}, files, ...more });
}

export async function rowsOf(tables: TableFormat, name: string): Promise<number[]> {
  const { files } = await tables.snapshot(name);
  return files.map((file) => file.rows ?? Number.NaN).sort((a, b) => a - b);
}
