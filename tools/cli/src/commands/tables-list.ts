import { TableFormat } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { bytesText } from '../output/quantities.ts';
import { type Column, table } from '../output/table.ts';
import { withPlatform } from '../with-platform.ts';

export async function run(io: Io): Promise<void> {
  const tables = await withPlatform(io, [TableFormat], async (platform) => {
    const format = platform.get(TableFormat);
    return Promise.all((await format.list()).map((name) => describe(format, name)));
  });
  if (io.flags.json) return io.json(tables);
  if (tables.length === 0) return io.out('No tables yet: penstock run makes them');
  const rows = tables.map((item) => [
    item.name,
    item.version,
    item.rows,
    item.files,
    bytesText(item.bytes),
    item.changed,
    item.description,
  ]);
  io.out(table(columns, rows, io));
}

const columns: readonly (string | Column)[] = [
  'table',
  'version',
  'rows',
  { title: 'files', drop: 2 },
  { title: 'size', align: 'right' },
  { title: 'changed', drop: 1 },
  { title: 'description', drop: 3 },
];

async function describe(tables: TableFormat, name: string) {
  const { version, timestamp, rows, files, description } = await tables.snapshot(name);
  return {
    name,
    version,
    rows: rows ?? null,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.size, 0),
    changed: timestamp,
    description: description ?? '',
  };
}
