import { PenstockError } from '@penstock/core';
import { type ModelVersion, Tracking } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { type Cell, table } from '../output/table.ts';
import { withPlatform } from '../with-platform.ts';

/** All versions of a model, newest first. */
export async function run(io: Io, _options: object, [model = '']: readonly string[]): Promise<void> {
  const versions = await withPlatform(io, [Tracking], (platform) => versionsOf(platform.get(Tracking), model));
  if (io.flags.json) return io.json(versions);
  io.out(versionTable(io, versions));
}

/** @throws PEN_NOT_FOUND naming the models there are */
export async function versionsOf(tracking: Tracking, model: string): Promise<readonly ModelVersion[]> {
  const known = (await tracking.listModels()).map((item) => item.name);
  if (known.includes(model)) return tracking.listModelVersions(model);
  throw new PenstockError('PEN_NOT_FOUND', `There is no model "${model}"`, {
    hint: known.length > 0 ? `There is ${known.join(', ')}.` : 'No model has been trained yet: penstock run.',
  });
}

export function versionTable(io: Io, versions: readonly ModelVersion[]): string {
  const rows = versions.map((item): Cell[] => {
    const promotion = item.tags['penstock.promotion'];
    const inUse = item.aliases.length > 0;
    return [
      { value: item.version, paint: inUse ? io.style.bold : String },
      { value: item.aliases.join(', '), paint: io.style.green },
      promotion,
      item.tags['penstock.train'],
      item.tags['penstock.test'],
      new Date(item.createdAt),
    ];
  });
  return table(
    [
      { title: 'version', align: 'right' },
      'in use as',
      'promotion',
      { title: 'trained on', drop: 1 },
      { title: 'tested on', drop: 1 },
      { title: 'made', drop: 2 },
    ],
    rows,
    io,
  );
}
