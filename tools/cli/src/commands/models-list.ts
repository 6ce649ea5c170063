import { Tracking } from '@penstock/core/contracts';
import { aliasesText } from '../output/aliases-text.ts';
import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../with-platform.ts';

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
  if (models.length === 0) return io.out('No models yet: penstock run trains those of the pipeline');
  const rows = models.map((model) => [model.name, model.versions, aliasesText(model.aliases), model.description]);
  io.out(table(['model', 'versions', 'in use', { title: 'description', drop: 1 }], rows, io));
}
