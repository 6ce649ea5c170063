import { TableFormat } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

export async function run(io: Io): Promise<void> {
  const rows = await withPlatform(io, [TableFormat], async (platform) => {
    const tables = platform.get(TableFormat);
    return Promise.all(
      (await tables.list()).map(async (name) => {
        const { version, timestamp, rows: count, files, description } = await tables.snapshot(name);
        return {
          name,
          version,
          rows: count ?? null,
          files: files.length,
          bytes: files.reduce((sum, file) => sum + file.size, 0),
          changed: timestamp,
          description: description ?? '',
        };
      }),
    );
  });
  if (io.flags.json) return io.json(rows);
  if (rows.length === 0) return io.out('No tables yet: penstock run makes them');
  io.out(
    table(
      ['table', 'version', 'rows', 'files', 'bytes', 'changed', 'description'],
      rows.map((row) => Object.values(row)),
      io,
    ),
  );
}
