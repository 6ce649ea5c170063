import type { RecordBatch } from 'apache-arrow';
import { ModelFlavor } from '../../../contracts/model-flavor.ts';
import type { Query } from '../../../contracts/query-engine.ts';
import type { Field, TableSchema } from '../../../contracts/schema.ts';
import { type ModelVersion, Tracking } from '../../../contracts/tracking.ts';
import { PenstockError } from '../../../errors/penstock-error.ts';
import { featureBatch, type LoadedModel, openModel } from '../../../models/index.ts';
import type { PredictionsNode } from '../../../pipeline/node.ts';
import { type Intent, IntentLog } from '../intent-log.ts';
import { quote, text } from '../quote.ts';
import type { StepContext, StepOutcome } from '../step.ts';
import { applicationOf, checkLaw, committedSequence, snapshotIfAny } from './flow.ts';

interface PredictionsIntent extends Intent {
  readonly modelVersion: string;
  readonly fromVersion: number;
  readonly toVersion: number;
}

/** Scores the rows that are new in the source, once each, with the version in use when the batch was begun. */
export async function runPredictions(context: StepContext<PredictionsNode>): Promise<StepOutcome> {
  const { options, name } = context.node;
  const tracking = context.host.get(Tracking);
  const log = new IntentLog<PredictionsIntent>(context.store, context.pipeline, name);
  const intents = await log.all();
  const target = await snapshotIfAny(context, name);
  const done = committedSequence(context, target);
  const begun = intents.find((intent) => intent.sequence === done + 1);
  const last = intents.find((intent) => intent.sequence === done);
  if (begun) {
    const finished = await score(context, tracking, begun);
    return (await isBehind(context, begun)) ? runPredictions(context) : finished;
  }
  const alias = options.model.options.alias ?? 'champion';
  const champion = await modelInUse(tracking, options.model.name, alias);
  if (champion === undefined)
    return {
      status: 'up-to-date',
      result: { table: name, waiting: `no version of ${options.model.name} is ${alias} yet` },
    };
  if (last && !(await isBehind(context, last))) {
    // Scored by this run before it was interrupted: asking again only reads back what was counted.
    if (last.runId === context.runId) return score(context, tracking, last);
    return { status: 'up-to-date', result: { table: name, version: target?.version } };
  }
  const toVersion = await sourceVersion(context);
  const fromVersion = last?.toVersion ?? (options.start === 'all' ? -1 : toVersion);
  return score(
    context,
    tracking,
    await log.add({
      sequence: done + 1,
      runId: context.runId,
      at: new Date().toISOString(),
      modelVersion: champion.version,
      fromVersion,
      toVersion,
    }),
  );
}

async function modelInUse(tracking: Tracking, model: string, alias: string): Promise<ModelVersion | undefined> {
  const known = (await tracking.listModels()).some((item) => item.name === model);
  return known ? tracking.getModelVersionByAlias(model, alias) : undefined;
}

async function sourceVersion(context: StepContext<PredictionsNode>): Promise<number> {
  const version = await context.tables.latestVersion(context.node.options.from.name, { signal: context.signal });
  if (version === undefined)
    throw new PenstockError(
      'PEN_NOT_FOUND',
      `"${context.node.name}" scores table "${context.node.options.from.name}", which does not exist yet`,
      { at: context.node.at },
    );
  return version;
}

async function isBehind(context: StepContext<PredictionsNode>, intent: PredictionsIntent): Promise<boolean> {
  return (await sourceVersion(context)) > intent.toVersion;
}

async function score(
  context: StepContext<PredictionsNode>,
  tracking: Tracking,
  intent: PredictionsIntent,
): Promise<StepOutcome> {
  const { options, name } = context.node;
  const version = await tracking.getModelVersion(options.model.name, intent.modelVersion);
  if (version?.runId === undefined)
    throw new PenstockError('PEN_NOT_FOUND', `Version ${intent.modelVersion} of "${options.model.name}" is gone`);
  const flavors = context.host.all(ModelFlavor).map((entry) => entry.value);
  const model = await openModel(await tracking.artifactPath(version.runId, version.source), flavors);
  try {
    const columns = await carried(context);
    const score: Field = { name: 'score', type: 'double', nullable: true, metadata: {} };
    const schema: TableSchema = { type: 'struct', fields: [...columns, score] };
    const started = performance.now();
    const result = await context.engine.runFlow({
      target: name,
      mode: 'append',
      query: {
        sql: outputSql(context, intent),
        relations: { scored: { kind: 'batches', schema, batches: scoreRows(context, intent, model, columns) } },
        at: context.node.at,
      },
      expectations: [],
      runId: context.runId,
      ...(options.description ? { description: options.description } : {}),
      transaction: { application: applicationOf(context), version: intent.sequence },
      signal: context.signal,
    });
    checkLaw(name, result);
    const inputs = { [options.from.name]: intent.toVersion };
    await context.host.hooks.notify('tableCommitted', {
      runId: context.runId,
      pipeline: context.pipeline,
      step: name,
      kind: 'predictions',
      table: name,
      version: result.version,
      operation: 'STREAMING UPDATE',
      rows: result.rows,
      inputs,
    });
    return {
      status: 'succeeded',
      result: {
        table: name,
        version: result.version,
        rows: result.rows,
        model: version.name,
        modelVersion: version.version,
        inputs,
        durationMs: Math.round(performance.now() - started),
      },
    };
  } finally {
    await model.close();
  }
}

async function carried(context: StepContext<PredictionsNode>): Promise<readonly Field[]> {
  const { options, name, at } = context.node;
  const { schema } = await context.tables.snapshot(options.from.name, undefined, { signal: context.signal });
  return options.columns.map((column) => {
    const field = schema.fields.find((item) => item.name === column);
    if (field === undefined)
      throw new PenstockError(
        'PEN_PIPELINE_INVALID',
        `"${name}" carries column "${column}", which "${options.from.name}" does not have`,
        { at },
      );
    return field;
  });
}

function outputSql(context: StepContext<PredictionsNode>, intent: PredictionsIntent): string {
  const { options } = context.node;
  const outputs =
    options.model.options.task === 'binary'
      ? [
          'score as probability',
          'cast(case when score >= 0.5 then 1 when score < 0.5 then 0 end as integer) as prediction',
        ]
      : ['score as prediction'];
  return `select ${[...options.columns.map(quote), ...outputs, `${text(intent.modelVersion)} as model_version`, `cast(${text(intent.at)} as timestamptz) as scored_at`].join(', ')} from {{scored}}`;
}

async function* scoreRows(
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
  const query: Query = {
    sql: `select ${names.map(quote).join(', ')} from {{rows}}`,
    relations: {
      rows: {
        kind: 'appended',
        table: context.node.options.from.name,
        fromVersion: intent.fromVersion,
        toVersion: intent.toVersion,
      },
    },
  };
  let rows = 0;
  for await (const batch of context.engine.query(query, { signal: context.signal })) {
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
