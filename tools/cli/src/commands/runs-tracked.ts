import { type TrackedRun, Tracking } from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { durationText } from '../output/quantities.ts';
import { type Column, table } from '../output/table.ts';
import { withPlatform } from '../with-platform.ts';

interface Options {
  readonly experiment?: string;
  readonly limit?: number;
}

/** What is looked for first: quality on the rows held out, then on those of the validation. */
const preferred = ['test_auc', 'test_rmse', 'valid_auc', 'valid_rmse', 'test_logloss', 'valid_logloss'];

export async function run(io: Io, { experiment, limit = 20 }: Options): Promise<void> {
  const runs = await withPlatform(io, [Tracking], async (platform) => {
    const tracking = platform.get(Tracking);
    const experiments = (await tracking.listExperiments()).filter(
      (item) => experiment === undefined || item.name === experiment,
    );
    if (experiments.length === 0) return [];
    return (await tracking.searchRuns({ experimentIds: experiments.map((item) => item.experimentId), limit })).items;
  });
  if (io.flags.json) return io.json(runs);
  if (runs.length === 0) return io.out('No tracked runs yet');
  const metrics = metricsOf(runs);
  const columns: (string | Column)[] = [
    'run',
    'name',
    'status',
    ...metrics.map((metric) => ({ title: metric, align: 'right' }) as const),
    { title: 'time', align: 'right' },
    { title: 'started', drop: 1 },
  ];
  const rows = runs.map((item) => [
    item.runId.slice(0, 8),
    item.runName,
    item.status.toLowerCase(),
    ...metrics.map((metric) => item.metrics[metric] ?? null),
    item.endTime === undefined ? null : durationText(item.endTime - item.startTime),
    new Date(item.startTime),
  ]);
  io.out(table(columns, rows, io));
}

function metricsOf(runs: readonly TrackedRun[]): readonly string[] {
  const there = new Set(runs.flatMap((item) => Object.keys(item.metrics)));
  const known = preferred.filter((metric) => there.has(metric));
  return (known.length > 0 ? known : [...there].sort()).slice(0, 3);
}
