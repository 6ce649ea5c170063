import { TableFormat } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { bytesText } from '../output/quantities.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../with-platform.ts';

/** Versions of a table, newest first. */
export async function run(
  io: Io,
  { limit = 20 }: { readonly limit?: number },
  [name = '']: readonly string[],
): Promise<void> {
  const versions = await withPlatform(io, [TableFormat], (platform) =>
    platform.get(TableFormat).history(name, { limit }),
  );
  if (io.flags.json) return io.json(versions);
  const rows = versions.map((item) => {
    const bytes = numberOf(item.metrics['numOutputBytes']);
    return [
      item.version,
      item.timestamp,
      item.operation,
      item.parameters['mode'],
      numberOf(item.metrics['numOutputRows']),
      numberOf(item.metrics['numFiles']),
      bytes === null ? null : bytesText(bytes),
    ];
  });
  io.out(
    table(
      [
        'version',
        'when',
        'operation',
        'mode',
        'rows written',
        { title: 'files', drop: 1 },
        { title: 'size', align: 'right', drop: 1 },
      ],
      rows,
      io,
    ),
  );
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}
