import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { readPlan } from '../read-plan.ts';

/** The configured plugins, in the order of the configuration. */
export async function run(io: Io): Promise<void> {
  const { plugins } = await readPlan(io.flags);
  if (io.flags.json) return io.json(plugins);
  if (plugins.length === 0) return io.out('No plugin is configured');
  const rows = plugins.map((item) => [
    item.id,
    item.name,
    item.version,
    item.provides ?? 'hooks only',
    item.features.join(', '),
    item.description,
  ]);
  io.out(
    table(
      [
        'id',
        'plugin',
        { title: 'version', drop: 1 },
        'provides',
        { title: 'features', drop: 2 },
        { title: 'what it does', drop: 3 },
      ],
      rows,
      io,
    ),
  );
}
