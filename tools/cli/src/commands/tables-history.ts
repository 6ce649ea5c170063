import { TableFormat } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

export async function run(
  io: Io,
  { limit = 20 }: { readonly limit?: number },
  [name = '']: readonly string[],
): Promise<void> {
  const versions = await withPlatform(io, [TableFormat], (platform) =>
    platform.get(TableFormat).history(name, { limit }),
  );
  if (io.flags.json) return io.json(versions);
  io.out(
    table(
      ['version', 'when', 'operation', 'mode', 'rows', 'files'],
      versions.map((item) => [
        item.version,
        item.timestamp,
        item.operation,
        item.parameters['mode'],
        numberOf(item.metrics['numOutputRows']),
        numberOf(item.metrics['numFiles']),
      ]),
      io,
    ),
  );
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
