import { ModelFlavor } from '../../../contracts/model-flavor.ts';
import type { Field, TableSchema } from '../../../contracts/schema.ts';
import { type ModelVersion, Tracking } from '../../../contracts/tracking.ts';
import { PenstockError } from '../../../errors/penstock-error.ts';
import { openModel } from '../../../models/index.ts';
import type { PredictionsNode } from '../../../pipeline/node.ts';
import { IntentLog } from '../intent-log.ts';
import { quote, text } from '../quote.ts';
import type { StepContext, StepOutcome } from '../step.ts';
import { checkCarriedOut, checkLaw, commitMarks, committedSequence, intentsOf, snapshotIfAny } from './flow.ts';
import { newRows, type PredictionsIntent, scoreRows, sourceVersion } from './rows-to-score.ts';

/**
 * Scores the rows that are new in the source, once each, with the version in use when the batch was begun. A full refresh
 * scores all rows there are with the version in use.
 */
export async function runPredictions(context: StepContext<PredictionsNode>): Promise<StepOutcome> {
  const { options, name } = context.node;
  const tracking = context.host.get(Tracking);
  const log = new IntentLog<PredictionsIntent>(context.store, context.pipeline, name);
  const target = await snapshotIfAny(context, name);
  const done = committedSequence(context, target);
  const intents = await intentsOf(context, log, done);
  const refresh = context.fullRefresh && !intents.some((intent) => intent.reset && intent.runId === context.runId);
  const begun = refresh ? undefined : intents.findLast((intent) => intent.sequence > done);
  const last = intents.find((intent) => intent.sequence === done);
  if (done > 0 && last === undefined && !refresh) throw log.missing(done);
  const alias = options.model.options.alias ?? 'champion';
  const inUse = (await modelInUse(tracking, options.model.name, alias))?.version;
  if (begun) {
    // Nothing of it is in the table yet: of the versions, the one in use now is as good, and surely still there.
    const finished = await score(
      context,
      tracking,
      inUse === begun.modelVersion ? begun : await anew(log, begun, inUse),
    );
    return (await isBehind(context, begun)) ? runPredictions(context) : finished;
  }
  if (inUse === undefined)
    return {
      status: 'up-to-date',
      result: { table: name, waiting: `no version of ${options.model.name} is ${alias} yet` },
    };
  if (last && !refresh && !(await isBehind(context, last))) {
    // Scored by this run before it was interrupted: asking again only reads back what was counted.
    if (last.runId === context.runId) return score(context, tracking, last);
    return { status: 'up-to-date', result: { table: name, version: target?.version } };
  }
  const intent = await log.add({
    sequence: Math.max(done, intents.at(-1)?.sequence ?? 0) + 1,
    runId: context.runId,
    at: new Date().toISOString(),
    modelVersion: inUse,
    ...(await newRows(context, refresh ? undefined : last, { reset: refresh, modelVersion: inUse })),
  });
  return score(context, tracking, intent);
}

function anew(
  log: IntentLog<PredictionsIntent>,
  begun: PredictionsIntent,
  modelVersion = begun.modelVersion,
): Promise<PredictionsIntent> {
  return log.add({ ...begun, modelVersion, attempt: (begun.attempt ?? 1) + 1 });
}

async function modelInUse(tracking: Tracking, model: string, alias: string): Promise<ModelVersion | undefined> {
  const known = (await tracking.listModels()).some((item) => item.name === model);
  return known ? tracking.getModelVersionByAlias(model, alias) : undefined;
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
      mode: intent.reset ? 'overwrite' : 'append',
      query: {
        sql: outputSql(context, intent),
        relations: { scored: { kind: 'batches', schema, batches: scoreRows(context, intent, model, columns) } },
        at: context.node.at,
      },
      expectations: [],
      runId: context.runId,
      ...(options.description ? { description: options.description } : {}),
      ...commitMarks(context, intent),
      signal: context.signal,
    });
    checkCarriedOut(name, intent, result);
    checkLaw(name, result);
    const inputs = { [options.from.name]: intent.toVersion };
    await context.host.hooks.notify('tableCommitted', {
      runId: context.runId,
      pipeline: context.pipeline,
      step: name,
      kind: 'predictions',
      table: name,
      version: result.version,
      operation: intent.reset ? 'WRITE' : 'STREAMING UPDATE',
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
