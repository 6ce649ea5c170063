import type { Relation } from '../../../../contracts/query-engine.ts';
import type { TableSchema } from '../../../../contracts/schema.ts';
import { type ModelVersion, Tracking } from '../../../../contracts/tracking.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import type { ModelNode, Relational } from '../../../../pipeline/node.ts';
import { isFiles } from '../../../../pipeline/sources.ts';
import { compileQuery } from '../../compile-query.ts';
import { fingerprint } from '../../fingerprint.ts';
import { IntentLog } from '../../intent-log.ts';
import type { StepContext, StepOutcome } from '../../step.ts';
import { wholeTable } from '../sources.ts';
import { inputVersionsOf } from './inputs.ts';
import { intentTag, type ModelIntent, promotionTag, trainingId } from './intent.ts';
import { type Program, resolveProgram } from './program.ts';
import { type Promotion, promoteVersion } from './promote.ts';
import { readReport } from './report.ts';
import { train } from './train.ts';
import { newestTrigger } from './triggers.ts';
import { findWindows } from './windows.ts';

/**
 * Trains when code, parameters or features changed, a retraining is asked for, or (if the pipeline says so) the data is
 * newer; else leaves the version in use alone. A training that was interrupted is finished on the same rows.
 */
export async function runModel(context: StepContext<ModelNode>): Promise<StepOutcome> {
  const log = new IntentLog<ModelIntent>(context.store, context.pipeline, context.node.name);
  const tracking = context.host.get(Tracking);
  const program = await resolveProgram(context, context.node.options.with);
  const relation = await relationOf(context, context.node.options.from);
  await checkColumns(context, relation);
  const { params = {}, task, baseline } = context.node.options;
  program.checkParams(params, task);
  if (baseline !== undefined) await resolveProgram(context, baseline);
  const trigger = await newestTrigger(context.store, context.pipeline, context.node.name);
  const wanted = definitionOf(context, program, relation, trigger?.id);

  const last = (await log.all()).at(-1);
  const made = last && (await versionOf(context, tracking, last));
  if (last && made && last.fingerprint === wanted && !(context.fullRefresh && last.runId !== context.runId))
    return outcome(context, made, last.runId === context.runId);
  // On other data it is another training: the rows may be those that the first one could not do without.
  const isSame = last?.fingerprint === wanted && fingerprint(last.relation) === fingerprint(relation);
  const resumed = isSame && !made ? last : undefined;
  const intent =
    resumed ??
    (await log.add({
      sequence: (last?.sequence ?? 0) + 1,
      runId: context.runId,
      at: new Date().toISOString(),
      fingerprint: wanted,
      ...(trigger ? { trigger: trigger.id } : {}),
      relation,
      windows: await findWindows(context, relation),
    }));
  return outcome(context, await train(context, intent, program), true);
}

/** Version, quality and what became of the promotion, which is asked for here unless it has been decided. */
async function outcome(context: StepContext<ModelNode>, made: ModelVersion, fresh: boolean): Promise<StepOutcome> {
  const tracking = context.host.get(Tracking);
  const decided = made.tags[promotionTag];
  const promotion: Promotion | { status: string } =
    decided === undefined
      ? await promoteVersion(context.host, made.name, made.version, context.by)
      : { status: decided };
  const report = await readReport(tracking, made);
  return {
    status: fresh || decided === undefined ? 'succeeded' : 'up-to-date',
    result: {
      model: made.name,
      version: made.version,
      promotion,
      metric: report.metric,
      metrics: report.evaluation.metrics,
      ...(report.champion
        ? { champion: { version: report.champion.version, metrics: report.champion.evaluation.metrics } }
        : {}),
      ...(report.baseline
        ? { baseline: { algorithm: report.baseline.algorithm, metrics: report.baseline.evaluation.metrics } }
        : {}),
      windows: report.windows,
      trials: report.trials.length,
      rows: report.rows,
      data: report.data,
    },
  };
}

async function versionOf(
  context: StepContext<ModelNode>,
  tracking: Tracking,
  intent: ModelIntent,
): Promise<ModelVersion | undefined> {
  const id = trainingId(context.pipeline, context.node.name, intent.sequence);
  if (!(await tracking.listModels()).some((model) => model.name === context.node.name)) return undefined;
  return (await tracking.listModelVersions(context.node.name)).find((version) => version.tags[intentTag] === id);
}

function definitionOf(
  context: StepContext<ModelNode>,
  program: Program,
  relation: Relation,
  trigger: string | undefined,
): string {
  const { from: _, retrain, description: __, deploy: ___, timeoutMs: ____, ...options } = context.node.options;
  return fingerprint({
    ...options,
    program: program.version,
    trigger,
    ...(retrain === 'on-new-data' ? { data: inputVersionsOf(relation) } : {}),
  });
}

async function relationOf(context: StepContext<ModelNode>, node: Relational): Promise<Relation> {
  if (node.kind !== 'view') return wholeTable(context, node.name);
  const query = await compileQuery(node.query, async (_name, reference) => {
    if (isFiles(reference))
      throw new PenstockError(
        'PEN_PIPELINE_INVALID',
        `"${context.node.name}" reads files through view "${node.name}"; make it a table first, so that training is repeatable`,
        { at: node.at },
      );
    return wholeTable(context, 'source' in reference ? reference.table.name : reference.name);
  });
  return { kind: 'query', query };
}

async function checkColumns(context: StepContext<ModelNode>, relation: Relation): Promise<void> {
  const { options, name, at } = context.node;
  const schema = await context.engine.describe(
    { sql: 'select * from {{rows}}', relations: { rows: relation } },
    { signal: context.signal },
  );
  const present = new Set(schema.fields.map((field) => field.name));
  const needed = [
    options.key,
    options.label,
    options.split.by,
    ...(options.evaluate?.slices ?? []),
    ...options.features.features.map((feature) => feature.name),
  ];
  const missing = [...new Set(needed)].filter((column) => !present.has(column));
  if (missing.length === 0) return checkTypes(context.node, schema);
  throw new PenstockError(
    'PEN_FEATURES_INVALID',
    `Model "${name}" needs column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}, which "${options.from.name}" does not have (it has ${[...present].join(', ')})`,
    {
      at,
      hint: `Put the feature definitions into the query of the table: sql\`select …, \${features} from …\`.${refresh(options.from)}`,
    },
  );
}

function refresh({ kind, name }: Relational): string {
  return kind === 'streaming-table' ? ` Rows of before get them by \`penstock run --full-refresh ${name}\`.` : '';
}

const numbers = /^(byte|short|integer|long|float|double|decimal\(.*\))$/;

function checkTypes({ name, at, options }: ModelNode, schema: TableSchema): void {
  const types = new Map(schema.fields.map((field) => [field.name, String(field.type)]));
  const label = types.get(options.label) ?? '';
  const by = types.get(options.split.by) ?? '';
  const refuse = (why: string) =>
    new PenstockError('PEN_TRAINING_DATA', `Model "${name}": ${why}`, {
      at,
      hint: `Cast it in the query of "${options.from.name}".${refresh(options.from)}`,
    });
  if (label !== 'boolean' && !numbers.test(label))
    throw refuse(`the label "${options.label}" is ${label}, neither boolean nor a number`);
  if (!/^(date|timestamp|timestamp_ntz)$/.test(by))
    throw refuse(`"${options.split.by}", by which it is split, is ${by}, neither date nor timestamp`);
}
