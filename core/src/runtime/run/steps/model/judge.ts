import { ModelFlavor } from '../../../../contracts/model-flavor.ts';
import { type ModelVersion, Tracking } from '../../../../contracts/tracking.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import { openModel } from '../../../../models/index.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import type { StepContext } from '../../step.ts';
import { type Candidate, evaluate } from './evaluate.ts';
import type { Fitted } from './fit.ts';
import { inputVersionsOf } from './inputs.ts';
import type { ModelIntent } from './intent.ts';
import { metricOf } from './metric.ts';
import type { Program } from './program.ts';
import type { TrainingReport } from './report.ts';
import type { SearchResult } from './search.ts';

export interface Trained {
  readonly program: Program;
  readonly found: SearchResult;
  readonly fitted: Fitted;
  readonly rows: TrainingReport['rows'];
  readonly baseline: (Candidate & { readonly algorithm: string }) | undefined;
}

/**
 * Evaluates a new model, its baseline and the version in use on the same rows.
 * @throws PEN_METRIC_UNDEFINED when these rows do not give the metric that decides.
 */
export async function judge(
  context: StepContext<ModelNode>,
  intent: ModelIntent,
  { program, found, fitted, rows, baseline }: Trained,
): Promise<TrainingReport> {
  const { options, name } = context.node;
  const tracking = context.host.get(Tracking);
  const alias = options.alias ?? 'champion';
  const inUse = await tracking.getModelVersionByAlias(name, alias);
  const champion = inUse && (await championOf(context, inUse));
  const candidates: Candidate[] = [{ name: 'challenger', modelDir: fitted.modelDir }];
  if (baseline) candidates.push(baseline);
  if (champion && 'modelDir' in champion) candidates.push({ name: 'champion', modelDir: champion.modelDir });
  const { challenger, ...others } = await evaluate(context, intent, candidates);
  if (challenger === undefined) throw new TypeError('The evaluator gave no answer for the new version');
  const metric = metricOf(options);
  if (challenger.metrics[metric] === undefined) {
    const { first, last, rows: count } = intent.windows.test;
    const known = Object.keys(challenger.metrics).join(', ');
    throw new PenstockError(
      'PEN_METRIC_UNDEFINED',
      `"${name}" cannot be judged: there is no ${metric} on the ${count} rows of ${first}..${last} (there is ${known})`,
      { at: context.node.at, hint: 'Wait for rows of both classes, or choose another `metric`.' },
    );
  }
  return {
    model: name,
    alias,
    ...(options.deploy ? { endpoint: options.deploy } : {}),
    metric,
    windows: intent.windows,
    data: inputVersionsOf(intent.relation),
    rows,
    program: program.label,
    params: program.checkParams(found.params, options.task),
    trials: found.trials,
    importance: fitted.importance ?? {},
    evaluation: challenger,
    ...(baseline && others['baseline']
      ? { baseline: { algorithm: baseline.algorithm, evaluation: others['baseline'] } }
      : {}),
    ...(inUse && others['champion'] ? { champion: { version: inUse.version, evaluation: others['champion'] } } : {}),
    ...(inUse && champion && 'reason' in champion
      ? { unusable: { version: inUse.version, reason: champion.reason } }
      : {}),
  };
}

/** The model directory of the version in use. That it is gone or damaged must not keep a new version from its place. */
async function championOf(
  context: StepContext<ModelNode>,
  { name, version, runId = '', source }: ModelVersion,
): Promise<{ readonly modelDir: string } | { readonly reason: string }> {
  try {
    const modelDir = await context.host.get(Tracking).artifactPath(runId, source);
    await (
      await openModel(
        modelDir,
        context.host.all(ModelFlavor).map((entry) => entry.value),
      )
    ).close();
    return { modelDir };
  } catch (error) {
    if (!PenstockError.is(error) || !/^PEN_(NOT_FOUND|MODEL_\w+)$/.test(error.code)) throw error;
    context.host.log.warn(`Version ${version} of "${name}" is not compared with: ${error.message}`);
    return { reason: error.message };
  }
}
