import { QueryEngine, TableFormat } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { type Cell, table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

interface Options {
  readonly version?: number;
  readonly limit?: number;
}

export async function run(io: Io, { version, limit = 10 }: Options, [name = '']: readonly string[]): Promise<void> {
  const shown = await withPlatform(io, [TableFormat, QueryEngine], async (platform) => {
    const snapshot = await platform.get(TableFormat).snapshot(name, version === undefined ? undefined : { version });
    const query = {
      sql: `select * from {{shown}} limit ${limit}`,
      relations: { shown: { kind: 'table', table: name, version: snapshot.version } as const },
    };
    const rows: Record<string, unknown>[] = [];
    for await (const batch of platform.get(QueryEngine).query(query))
      for (const row of batch) rows.push((row as unknown as { toJSON(): Record<string, unknown> }).toJSON());
    return { snapshot, rows };
  });
  const { snapshot, rows } = shown;
  const { fields } = snapshot.schema;
  if (io.flags.json)
    return io.json({
      table: name,
      version: snapshot.version,
      rows: snapshot.rows,
      schema: snapshot.schema,
      partitionColumns: snapshot.partitionColumns,
      sample: rows,
    });
  io.out(
    `${io.style.bold(name)} version ${snapshot.version}, ${snapshot.rows ?? '?'} rows in ${snapshot.files.length} files${snapshot.description ? `: ${snapshot.description}` : ''}`,
  );
  io.out(
    table(
      ['column', 'type', 'nullable'],
      fields.map((field) => [
        field.name,
        typeof field.type === 'string' ? field.type : field.type.type,
        field.nullable ? 'yes' : 'no',
      ]),
      io,
    ),
  );
  io.out();
  io.out(
    table(
      fields.map((field) => field.name),
      rows.map((row) => fields.map((field) => cellOf(row[field.name], field.type))),
      io,
    ),
  );
}

function cellOf(value: unknown, type: unknown): Cell {
  if (value === null || value === undefined) return null;
  if ((type === 'timestamp' || type === 'timestamp_ntz' || type === 'date') && typeof value === 'number')
    return new Date(value);
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    value instanceof Date
  )
    return value;
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
}
