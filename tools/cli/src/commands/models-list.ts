import { Tracking } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

export async function run(io: Io): Promise<void> {
  const models = await withPlatform(io, [Tracking], async (platform) => {
    const tracking = platform.get(Tracking);
    return Promise.all(
      (await tracking.listModels()).map(async (model) => ({
        ...model,
        versions: (await tracking.listModelVersions(model.name)).length,
      })),
    );
  });
  if (io.flags.json) return io.json(models);
  if (models.length === 0) return io.out('No models yet');
  io.out(
    table(
      ['model', 'versions', 'aliases', 'description'],
      models.map((model) => [
        model.name,
        model.versions,
        Object.entries(model.aliases)
          .map(([alias, version]) => `${alias}: ${version}`)
          .join(', '),
        model.description,
      ]),
      io,
    ),
  );
}
