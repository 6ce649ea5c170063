import type { RecordBatch } from 'apache-arrow';
import type { Query } from '../../../contracts/query-engine.ts';
import type { Field } from '../../../contracts/schema.ts';
import { Tracking } from '../../../contracts/tracking.ts';
import { PenstockError } from '../../../errors/penstock-error.ts';
import { featureBatch, type LoadedModel } from '../../../models/index.ts';
import type { PredictionsNode } from '../../../pipeline/node.ts';
import type { Intent } from '../intent-log.ts';
import { quote } from '../quote.ts';
import type { StepContext } from '../step.ts';
import { readReport } from './model/report.ts';

export interface PredictionsIntent extends Intent {
  /** Replaces all scores there are. */
  readonly reset?: boolean;
  /** The source was rewritten in between: new are the rows whose key it did not have before. */
  readonly rewritten?: boolean;
  readonly modelVersion: string;
  readonly fromVersion: number;
  readonly toVersion: number;
}

type Stretch = Pick<PredictionsIntent, 'fromVersion' | 'toVersion' | 'reset' | 'rewritten'>;

/** What is new in the source since the last batch. */
export async function newRows(
  context: StepContext<PredictionsNode>,
  last: PredictionsIntent | undefined,
  { reset, modelVersion }: { readonly reset: boolean; readonly modelVersion: string },
): Promise<Stretch> {
  const { from, start } = context.node.options;
  const toVersion = await sourceVersion(context);
  if (reset) return { fromVersion: -1, toVersion, reset };
  const fromVersion = last?.toVersion ?? (start === 'all' ? -1 : await trainedOn(context, modelVersion, toVersion));
  try {
    await context.tables.appended(from.name, fromVersion, toVersion, { signal: context.signal });
    return { fromVersion, toVersion };
  } catch (error) {
    if (!PenstockError.is(error, 'PEN_SOURCE_CHANGED')) throw error;
    return { fromVersion, toVersion, rewritten: true };
  }
}

/** Version of the source that a model was trained on: what is newer has not been seen. */
async function trainedOn(context: StepContext<PredictionsNode>, modelVersion: string, newest: number): Promise<number> {
  const { from, model } = context.node.options;
  const tracking = context.host.get(Tracking);
  const version = await tracking.getModelVersion(model.name, modelVersion);
  return (version && (await readReport(tracking, version)).data[from.name]) ?? newest;
}

export async function sourceVersion(context: StepContext<PredictionsNode>): Promise<number> {
  const version = await context.tables.latestVersion(context.node.options.from.name, { signal: context.signal });
  if (version === undefined)
    throw new PenstockError(
      'PEN_NOT_FOUND',
      `"${context.node.name}" scores table "${context.node.options.from.name}", which does not exist yet`,
      { at: context.node.at },
    );
  return version;
}

function rowsQuery(context: StepContext<PredictionsNode>, intent: PredictionsIntent, names: readonly string[]): Query {
  const { from, model } = context.node.options;
  const { fromVersion, toVersion } = intent;
  const select = `select ${names.map(quote).join(', ')} from {{rows}} r`;
  if (!intent.rewritten)
    return { sql: select, relations: { rows: { kind: 'appended', table: from.name, fromVersion, toVersion } } };
  const key = quote(model.options.key);
  return {
    sql: `${select} where not exists (select 1 from {{before}} b where b.${key} = r.${key})`,
    relations: {
      rows: { kind: 'table', table: from.name, version: toVersion },
      before: { kind: 'table', table: from.name, version: fromVersion },
    },
  };
}

/** The rows of a batch with their scores. */
export async function* scoreRows(
  context: StepContext<PredictionsNode>,
  intent: PredictionsIntent,
  model: LoadedModel,
  columns: readonly Field[],
): AsyncIterable<RecordBatch> {
  if (intent.toVersion <= intent.fromVersion) return;
  const arrow = await import('apache-arrow');
  const { features } = model.manifest;
  const names = [
    ...new Set([...columns.map((field) => field.name), ...features.features.map((feature) => feature.name)]),
  ];
  let rows = 0;
  for await (const batch of context.engine.query(rowsQuery(context, intent, names), { signal: context.signal })) {
    const scores = await model.scoreBatch(featureBatch(batch, features));
    const kept = batch.select(columns.map((field) => field.name));
    const fields = [...kept.schema.fields, new arrow.Field('score', new arrow.Float64(), true)];
    const children = [...kept.data.children, arrow.makeData({ type: new arrow.Float64(), data: scores })];
    rows += batch.numRows;
    context.progress({ message: `${rows} rows scored`, done: rows });
    yield new arrow.RecordBatch(
      new arrow.Schema(fields),
      arrow.makeData({ type: new arrow.Struct(fields), length: batch.numRows, nullCount: 0, children }),
    );
  }
}
