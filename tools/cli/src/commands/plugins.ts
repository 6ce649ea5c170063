import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { readPlan } from '../session.ts';

export async function run(io: Io): Promise<void> {
  const { plugins } = await readPlan(io.flags);
  if (io.flags.json) return io.json(plugins);
  io.out(
    table(
      ['id', 'plugin', 'version', 'provides', 'features', 'what it does'],
      plugins.map((item) => [
        item.id,
        item.name,
        item.version,
        item.provides ?? 'hooks only',
        item.features.join(', '),
        item.description,
      ]),
      io,
    ),
  );
}
