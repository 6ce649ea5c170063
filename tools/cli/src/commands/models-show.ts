import { PenstockError } from '@penstock/core';
import { type ModelVersion, Tracking } from '@penstock/core/contracts';
import { readReport, type TrainingReport } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { table } from '../output/table.ts';
import { withPlatform } from '../session.ts';

export async function run(
  io: Io,
  { version }: { readonly version?: string },
  [model = '']: readonly string[],
): Promise<void> {
  const { versions, shown, report } = await withPlatform(io, [Tracking], async (platform) => {
    const tracking = platform.get(Tracking);
    const versions = await tracking.listModelVersions(model);
    const shown =
      versions.find((item) => (version === undefined ? item.aliases.length > 0 : item.version === version)) ??
      (version === undefined ? versions[0] : undefined);
    if (shown === undefined)
      throw new PenstockError(
        'PEN_NOT_FOUND',
        version === undefined ? `There is no model "${model}"` : `Model "${model}" has no version ${version}`,
      );
    return { versions, shown, report: await readReport(tracking, shown) };
  });
  if (io.flags.json) return io.json({ model, versions, report });
  io.out(
    table(
      ['version', 'aliases', 'promotion', 'trained on', 'tested on', 'made'],
      versions.map((item) => [
        item.version,
        item.aliases.join(', '),
        item.tags['penstock.promotion'],
        item.tags['penstock.train'],
        item.tags['penstock.test'],
        new Date(item.createdAt),
      ]),
      io,
    ),
  );
  showVersion(io, shown, report);
}

function showVersion(io: Io, version: ModelVersion, report: TrainingReport): void {
  const { champion, baseline, evaluation } = report;
  io.out(
    `\n${io.style.bold(`version ${version.version}`)}: ${report.program}, ${report.rows.train} rows, ${report.trials.length} trials, digest ${version.tags['penstock.digest']?.slice(0, 19)}`,
  );
  const others = [
    ...(champion ? [{ title: `version ${champion.version}`, metrics: champion.evaluation.metrics }] : []),
    ...(baseline ? [{ title: baseline.algorithm, metrics: baseline.evaluation.metrics }] : []),
  ];
  io.out(
    table(
      ['metric', 'this version', ...others.map((item) => item.title)],
      Object.entries(evaluation.metrics).map(([metric, value]) => [
        metric,
        value,
        ...others.map((item) => item.metrics[metric] ?? null),
      ]),
      io,
    ),
  );
  const { metric } = report;
  const slices = evaluation.slices.toSorted((a, b) => (a.metrics[metric] ?? 1) - (b.metrics[metric] ?? 1)).slice(0, 8);
  if (slices.length > 0)
    io.out(
      `\nweakest slices\n${table(
        ['slice', 'value', 'rows', metric],
        slices.map((slice) => [slice.slice, slice.value, slice.rows, slice.metrics[metric] ?? null]),
        io,
      )}`,
    );
}
