import { PenstockError } from '@penstock/core';
import { type ModelVersion, Tracking } from '@penstock/core/contracts';
import { readReport, type TrainingReport } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { counted } from '../output/quantities.ts';
import { table, valueText } from '../output/table.ts';
import { wrapText } from '../output/wrap-text.ts';
import { withPlatform } from '../with-platform.ts';
import { versionsOf, versionTable } from './models-versions.ts';

const weakest = 8;
const lowerIsBetter: ReadonlySet<string> = new Set(['logloss', 'brier', 'ece', 'mae', 'rmse']);

/** Versions of a model and the quality of one: the one asked for, else the one in use, else the newest. */
export async function run(
  io: Io,
  { version }: { readonly version?: string },
  [model = '']: readonly string[],
): Promise<void> {
  const { versions, shown, report } = await withPlatform(io, [Tracking], async (platform) => {
    const tracking = platform.get(Tracking);
    const versions = await versionsOf(tracking, model);
    const shown =
      version === undefined
        ? (versions.find((item) => item.aliases.length > 0) ?? versions[0])
        : versions.find((item) => item.version === version);
    if (shown === undefined)
      throw new PenstockError('PEN_NOT_FOUND', `Model "${model}" has no version ${version ?? 'yet'}`);
    return { versions, shown, report: await readReport(tracking, shown) };
  });
  if (io.flags.json) return io.json({ model, versions, report });
  io.out(versionTable(io, versions));
  tellVersion(io, shown, report);
  tellQuality(io, report);
  tellSlices(io, report);
  tellImportance(io, report);
}

function tellVersion(io: Io, version: ModelVersion, report: TrainingReport): void {
  const data = Object.entries(report.data).map(([name, at]) => `${name} version ${at}`);
  io.out(
    wrapText(
      `\n${io.style.bold(`version ${version.version}`)}: ${report.program} on ${counted(report.rows.train, 'row')} of ${data.join(', ')}, ${counted(report.trials.length, 'trial')}`,
      io.width,
    ),
  );
  const params = Object.entries(report.params).map(([name, value]) => `${name} ${valueText(value)}`);
  if (params.length > 0) io.out(io.style.dim(wrapText(params.join(', '), io.width)));
}

function tellQuality(io: Io, { evaluation, champion, baseline }: TrainingReport): void {
  const others = [
    ...(champion ? [{ title: `version ${champion.version}`, metrics: champion.evaluation.metrics }] : []),
    ...(baseline ? [{ title: baseline.algorithm, metrics: baseline.evaluation.metrics }] : []),
  ];
  const rows = Object.entries(evaluation.metrics).map(([metric, value]) => [
    metric,
    value,
    ...others.map((item) => item.metrics[metric] ?? null),
  ]);
  io.out(`\n${table(['metric', 'this version', ...others.map((item) => item.title)], rows, io)}`);
}

function tellSlices(io: Io, { evaluation, metric }: TrainingReport): void {
  const sign = lowerIsBetter.has(metric) ? -1 : 1;
  const slices = evaluation.slices
    .filter((slice) => slice.metrics[metric] !== undefined)
    .toSorted((a, b) => sign * ((a.metrics[metric] ?? 0) - (b.metrics[metric] ?? 0)))
    .slice(0, weakest);
  if (slices.length === 0) return;
  const rows = slices.map((slice) => [slice.slice, slice.value, slice.rows, slice.metrics[metric] ?? null]);
  io.out(`\n${io.style.bold('weakest slices')}\n${table(['slice', 'value', 'rows', metric], rows, io)}`);
}

function tellImportance(io: Io, { importance }: TrainingReport): void {
  const features = Object.entries(importance).toSorted(([, a], [, b]) => b - a);
  if (features.length === 0) return;
  const most = features[0]?.[1] || 1;
  const rows = features.map(([feature, share]) => [
    feature,
    `${(share * 100).toFixed(1)} %`,
    { value: io.symbols.full.repeat(Math.max(1, Math.round((share / most) * 24))), paint: io.style.cyan },
  ]);
  const columns = ['feature', { title: 'share of the gain', align: 'right' } as const, { title: '', drop: 1 }];
  io.out(`\n${table(columns, rows, io)}`);
}
