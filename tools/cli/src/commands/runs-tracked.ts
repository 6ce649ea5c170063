import { Tracking } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { duration, table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

interface Options {
  readonly experiment?: string;
  readonly limit?: number;
}

export async function run(io: Io, { experiment, limit = 20 }: Options): Promise<void> {
  const runs = await withPlatform(io, [Tracking], async (platform) => {
    const tracking = platform.get(Tracking);
    const experiments = (await tracking.listExperiments()).filter(
      (item) => experiment === undefined || item.name === experiment,
    );
    return (await tracking.searchRuns({ experimentIds: experiments.map((item) => item.experimentId), limit })).items;
  });
  if (io.flags.json) return io.json(runs);
  if (runs.length === 0) return io.out('No tracked runs yet');
  const shown = ['test_auc', 'valid_auc', 'test_rmse', 'valid_rmse'].filter((metric) =>
    runs.some((item) => metric in item.metrics),
  );
  const rows = runs.map((item) => [
    item.runId.slice(0, 8),
    item.runName,
    item.status,
    ...shown.map((metric) => item.metrics[metric] ?? null),
    item.endTime === undefined ? null : duration(item.endTime - item.startTime),
    new Date(item.startTime),
  ]);
  io.out(table(['run', 'name', 'status', ...shown, { title: 'time', align: 'right' }, 'started'], rows, io));
}
