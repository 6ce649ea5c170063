import { DriftDetector, type DriftResult } from '../../../../contracts/drift-detector.ts';
import { type Evaluation, Evaluator } from '../../../../contracts/evaluator.ts';
import type { Query } from '../../../../contracts/query-engine.ts';
import type { MonitorNode } from '../../../../pipeline/node.ts';
import { quote, text } from '../../quote.ts';
import type { StepContext } from '../../step.ts';
import { concat, numericOf } from '../model/evaluate.ts';
import { readSample } from '../model/read-sample.ts';
import { periodSql } from '../model/windows.ts';
import { type Reference, sampleColumn, watchedFeatures } from './reference.ts';
import type { MonitoredWindow, MonitorInputs } from './windows.ts';

export interface WindowFindings {
  readonly window: MonitoredWindow;
  /** Watched column, `prediction` among them → comparison with the reference. */
  readonly drift: Readonly<Record<string, DriftResult>>;
  /** Once labels are there. */
  readonly quality?: Evaluation;
}

/** Compares one window of predictions with the reference, and with the labels that have arrived. */
export async function compareWindow(
  context: StepContext<MonitorNode>,
  inputs: MonitorInputs,
  window: MonitoredWindow,
  reference: Reference,
): Promise<WindowFindings> {
  const { options } = context.node;
  const detector = context.host.get(DriftDetector);
  const model = options.predictions.options.model;
  const sample = await readSample(context, model, featuresQuery(context, inputs, window));
  const drift: Record<string, DriftResult> = {};
  for (const name of watchedFeatures(context.node)) {
    const state = reference.states[name];
    const column = sample.features[name];
    if (state !== undefined && column !== undefined) drift[name] = detector.compare(state, sampleColumn(column));
  }
  const { scores, labels } = await scoresAndLabels(context, inputs, window);
  if (reference.states['prediction'] !== undefined)
    drift['prediction'] = detector.compare(reference.states['prediction'], { kind: 'numeric', values: scores });
  if (window.labelled === 0) return { window, drift };
  const quality = await context.host
    .get(Evaluator)
    .evaluate({ task: model.options.task, scores, labels, slices: {}, minSliceRows: 1 });
  return { window, drift, quality };
}

/** Features of the scored rows, from the table they were scored from. */
function featuresQuery(context: StepContext<MonitorNode>, inputs: MonitorInputs, window: MonitoredWindow): Query {
  const { predictions } = context.node.options;
  const { key, features } = predictions.options.model.options;
  const columns = features.features.map((feature) => `f.${quote(feature.name)}`).join(', ');
  const sql = `select ${columns} from {{rows}} f where f.${quote(key)} in (select ${quote(key)} from {{predictions}} where ${windowSql(context, window)})`;
  return { sql, relations: { rows: inputs.source, predictions: inputs.predictions } };
}

async function scoresAndLabels(
  context: StepContext<MonitorNode>,
  inputs: MonitorInputs,
  window: MonitoredWindow,
): Promise<{ scores: Float64Array; labels: Float64Array }> {
  const { labels: source, predictions } = context.node.options;
  const score = predictions.options.model.options.task === 'binary' ? 'probability' : 'prediction';
  const join = source
    ? ` left join (select ${quote(source.key)} as k, ${quote(source.column)} as l from {{labels}}) y on p.${quote(source.key)} = y.k`
    : '';
  const label = source ? 'cast(cast(y.l as integer) as double)' : 'cast(null as double)';
  const sql = `select p.${quote(score)} as score, ${label} as label from {{predictions}} p${join} where ${windowSql(context, window)}`;
  const relations = { predictions: inputs.predictions, ...(inputs.labels ? { labels: inputs.labels } : {}) };
  const scores: Float64Array[] = [];
  const labels: Float64Array[] = [];
  for await (const batch of context.engine.query({ sql, relations, at: context.node.at }, { signal: context.signal })) {
    scores.push(numericOf(batch, 'score'));
    labels.push(numericOf(batch, 'label'));
  }
  return { scores: concat(scores), labels: concat(labels) };
}

function windowSql(context: StepContext<MonitorNode>, window: MonitoredWindow): string {
  return `${periodSql(context.node.options)} = ${text(window.period)} and model_version = ${text(window.modelVersion)}`;
}
