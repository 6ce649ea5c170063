import { DriftDetector, type JsonValue, type SampleColumn } from '../../../../contracts/drift-detector.ts';
import { type FeatureColumn, ModelFlavor } from '../../../../contracts/model-flavor.ts';
import { type ModelVersion, Tracking } from '../../../../contracts/tracking.ts';
import { openModel } from '../../../../models/index.ts';
import type { MonitorNode } from '../../../../pipeline/node.ts';
import { fingerprint } from '../../fingerprint.ts';
import { readJson, writeJson } from '../../json-objects.ts';
import { quote } from '../../quote.ts';
import type { StepContext } from '../../step.ts';
import { sampleSql } from '../model/key-sample.ts';
import { readSample } from '../model/read-sample.ts';
import { readReport, type TrainingReport } from '../model/report.ts';
import { inWindowSql } from '../model/windows.ts';

const sampleRows = 200_000;

/** What live data is compared with: the fitted reference of each watched column, `prediction` among them. */
export interface Reference {
  readonly states: Readonly<Record<string, JsonValue>>;
  readonly report: TrainingReport;
}

/**
 * The data a version was trained on, read at the table version of its training; for the prediction, its scores on the
 * test window. Fitted once per version and configuration.
 */
export async function referenceOf(context: StepContext<MonitorNode>, version: ModelVersion): Promise<Reference> {
  const { options, name } = context.node;
  const tracking = context.host.get(Tracking);
  const report = await readReport(tracking, version);
  const id = fingerprint({
    columns: options.columns,
    methods: options.methods,
    digest: version.tags['penstock.digest'],
  }).slice(0, 16);
  const key = `_penstock/references/${context.pipeline}/${name}/${version.version}-${id}.json`;
  const known = await readJson<Readonly<Record<string, JsonValue>>>(context.store, key);
  if (known) return { states: known, report };

  context.progress({ message: `reading the training data of version ${version.version}` });
  const samples = await trainingSamples(context, version, report);
  const detector = context.host.get(DriftDetector);
  const states = Object.fromEntries(
    Object.entries(samples).map(([column, sample]) => [column, detector.fit(sample, options.methods?.[column])]),
  );
  await writeJson(context.store, key, states);
  return { states, report };
}

/** Features to watch. */
export function watchedFeatures(node: MonitorNode): readonly string[] {
  return (
    node.options.columns ??
    node.options.predictions.options.model.options.features.features.map((feature) => feature.name)
  );
}

export function sampleColumn(column: FeatureColumn): SampleColumn {
  return column.type === 'numeric'
    ? { kind: 'numeric', values: column.values }
    : { kind: 'categorical', codes: column.codes, dictionary: column.dictionary };
}

async function trainingSamples(
  context: StepContext<MonitorNode>,
  version: ModelVersion,
  report: TrainingReport,
): Promise<Readonly<Record<string, SampleColumn>>> {
  const model = context.node.options.predictions.options.model;
  const { split, key, features } = model.options;
  const rows = relationOfReport(context, report);
  const select = (window: TrainingReport['windows']['train']) => ({
    sql: `select ${features.features.map((feature) => quote(feature.name)).join(', ')} from {{rows}} where ${[inWindowSql(split, window), ...sampleSql(key, sampleRows, window.rows)].join(' and ')}`,
    relations: { rows },
  });
  const train = await readSample(context, model, select(report.windows.train));
  const tracking = context.host.get(Tracking);
  const scorer = await openModel(
    await tracking.artifactPath(version.runId ?? '', version.source),
    context.host.all(ModelFlavor).map((entry) => entry.value),
  );
  try {
    const test = await readSample(context, model, select(report.windows.test), scorer);
    const samples: Record<string, SampleColumn> = { prediction: { kind: 'numeric', values: test.scores } };
    for (const name of watchedFeatures(context.node)) {
      const column = train.features[name];
      if (column) samples[name] = sampleColumn(column);
    }
    return samples;
  } finally {
    await scorer.close();
  }
}

function relationOfReport(context: StepContext<MonitorNode>, report: TrainingReport) {
  const table = context.node.options.predictions.options.model.options.from.name;
  return { kind: 'table' as const, table, version: report.data[table] ?? 0 };
}
