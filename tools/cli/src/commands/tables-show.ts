import { type DataType, QueryEngine, TableFormat, type TableSnapshot } from '@penstock/core/contracts';
import { rowsOf } from '../output/arrow-rows.ts';
import type { Io } from '../output/io.ts';
import { counted, timeText } from '../output/quantities.ts';
import { type Cell, table } from '../output/table.ts';
import { withPlatform } from '../with-platform.ts';

interface Options {
  readonly version?: number;
  readonly limit?: number;
}

/** Columns of a table and its first rows, now or as of a version. */
export async function run(io: Io, { version, limit = 10 }: Options, [name = '']: readonly string[]): Promise<void> {
  const { snapshot, rows } = await withPlatform(io, [TableFormat, QueryEngine], async (platform) => {
    const snapshot = await platform.get(TableFormat).snapshot(name, version === undefined ? undefined : { version });
    const relation = { kind: 'table', table: name, version: snapshot.version } as const;
    const query = { sql: `select * from {{shown}} limit ${limit}`, relations: { shown: relation } };
    return { snapshot, rows: await rowsOf(platform.get(QueryEngine), query) };
  });
  if (io.flags.json) {
    const { files, transactions: _, ...facts } = snapshot;
    return io.json({ ...facts, files: files.length, sample: rows });
  }
  tell(io, snapshot, rows);
}

function tell(io: Io, snapshot: TableSnapshot, rows: readonly Readonly<Record<string, unknown>>[]): void {
  const { fields } = snapshot.schema;
  const count = snapshot.rows === undefined ? 'an unknown number of rows' : counted(snapshot.rows, 'row');
  io.out(
    `${io.style.bold(snapshot.name)} version ${snapshot.version} of ${timeText(snapshot.timestamp)}: ${count} in ${counted(snapshot.files.length, 'file')}`,
  );
  if (snapshot.description) io.out(io.style.dim(snapshot.description));
  const columns = fields.map((field) => [
    field.name,
    typeText(field.type),
    [
      ...(field.nullable ? [] : ['not null']),
      ...(snapshot.partitionColumns.includes(field.name) ? ['partition'] : []),
    ].join(', '),
  ]);
  io.out(`\n${table(['column', 'type', ''], columns, io)}`);
  if (rows.length === 0) return;
  const sample = rows.map((row) => fields.map((field) => cellOf(row[field.name], field.type)));
  io.out(
    `\n${table(
      fields.map((field) => field.name),
      sample,
      io,
    )}`,
  );
  if (snapshot.rows !== undefined && snapshot.rows > rows.length)
    io.out(io.style.dim(`… ${counted(snapshot.rows - rows.length, 'more row')} (--limit)`));
}

function typeText(type: DataType): string {
  if (typeof type === 'string') return type;
  if (type.type === 'array') return `array<${typeText(type.elementType)}>`;
  if (type.type === 'map') return `map<${typeText(type.keyType)}, ${typeText(type.valueType)}>`;
  return `struct<${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(', ')}>`;
}

function cellOf(value: unknown, type: DataType): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' && type === 'date') return timeText(value).slice(0, 10);
  if (typeof value === 'number' && (type === 'timestamp' || type === 'timestamp_ntz')) return new Date(value);
  if (value instanceof Date) return type === 'date' ? timeText(value).slice(0, 10) : value;
  if (typeof value === 'object')
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? String(item) : item));
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean'
    ? value
    : String(value);
}
