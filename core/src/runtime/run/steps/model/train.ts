import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelVersion, type TrackedRun, Tracking } from '../../../../contracts/tracking.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import { type ModelManifest, saveModel } from '../../../../models/index.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import type { StepContext } from '../../step.ts';
import { exportPart } from './datasets.ts';
import { type Candidate, evaluate } from './evaluate.ts';
import { type Fitted, fit } from './fit.ts';
import { inputVersionsOf } from './inputs.ts';
import { intentTag, type ModelIntent, trainingId } from './intent.ts';
import { metricOf } from './metric.ts';
import { type Program, resolveProgram } from './program.ts';
import { reportFile, type TrainingReport } from './report.ts';
import { type SearchResult, search } from './search.ts';
import { logFit } from './track-fit.ts';

/** Searches, trains, evaluates and registers: one new version, whole or not at all. */
export async function train(
  context: StepContext<ModelNode>,
  intent: ModelIntent,
  program: Program,
): Promise<ModelVersion> {
  const id = trainingId(context.pipeline, context.node.name, intent.sequence);
  const tracking = context.host.get(Tracking);
  const dir = join(context.host.stateDir, 'work', id);
  await mkdir(dir, { recursive: true });
  const run = await startRun(context, tracking, id);
  try {
    const found = await search(context, intent, program, run, dir);
    const { fitted, rows } = await fitWhole(context, intent, program, found, dir);
    await logFit(tracking, run.runId, found.params, fitted);
    const { digest } = await saveFitted(context, run, fitted);
    const baseline = await fitBaseline(context, run, dir);
    const report = await judge(context, intent, { program, found, fitted, rows, baseline });
    const version = await register(context, tracking, { run, id, fitted, report, digest, dir });
    await tracking.updateRun(run.runId, { status: 'FINISHED', endTime: Date.now() });
    await rm(dir, { recursive: true, force: true });
    return version;
  } catch (error) {
    await tracking.updateRun(run.runId, { status: context.signal.aborted ? 'KILLED' : 'FAILED', endTime: Date.now() });
    throw error;
  }
}

async function startRun(context: StepContext<ModelNode>, tracking: Tracking, id: string): Promise<TrackedRun> {
  const { experimentId } = await tracking.ensureExperiment(context.pipeline);
  // A training that died with its process left its run open.
  for (const open of (
    await tracking.searchRuns({ experimentIds: [experimentId], tags: { [intentTag]: id }, status: 'RUNNING' })
  ).items) {
    await tracking.updateRun(open.runId, { status: 'KILLED', endTime: Date.now() });
  }
  const tags = {
    [intentTag]: id,
    'penstock.pipeline': context.pipeline,
    'penstock.run': context.runId,
    'penstock.model': context.node.name,
  };
  return tracking.createRun({ experimentId, runName: id.split('/').slice(1).join('-'), tags });
}

async function fitWhole(
  context: StepContext<ModelNode>,
  intent: ModelIntent,
  program: Program,
  found: SearchResult,
  dir: string,
): Promise<{ fitted: Fitted; rows: TrainingReport['rows'] }> {
  const { options } = context.node;
  const data = { train: join(dir, 'train.arrow'), valid: join(dir, 'valid.arrow') };
  const limit = options.sampleRows ?? 500_000;
  const rows = {
    train: await exportPart(context, intent, { part: 'train', rows: limit, path: data.train }),
    valid: await exportPart(context, intent, { part: 'valid', rows: limit, path: data.valid }),
  };
  const fitted = await fit(context, {
    name: context.node.name,
    program,
    params: found.params,
    data,
    dir: join(dir, 'final'),
    onProgress: ({ step, steps, metrics }) =>
      context.progress({
        message: `training on ${rows.train} rows`,
        done: step,
        total: steps,
        ...(metrics ? { metrics } : {}),
      }),
  });
  return { fitted, rows };
}

async function fitBaseline(
  context: StepContext<ModelNode>,
  run: TrackedRun,
  dir: string,
): Promise<(Candidate & { algorithm: string }) | undefined> {
  const algorithm = context.node.options.baseline;
  if (algorithm === undefined) return undefined;
  const tracking = context.host.get(Tracking);
  const program = await resolveProgram(context, algorithm);
  context.progress({ message: `baseline ${algorithm}` });
  const fitted = await fit(context, {
    name: `${context.node.name} baseline`,
    program,
    params: {},
    data: { train: join(dir, 'train.arrow'), valid: join(dir, 'valid.arrow') },
    dir: join(dir, 'baseline'),
    onProgress: () => {},
  });
  const child = await tracking.createRun({
    experimentId: run.experimentId,
    runName: `baseline-${algorithm}`,
    parentRunId: run.runId,
  });
  await logFit(tracking, child.runId, {}, fitted);
  await saveFitted(context, child, fitted);
  await tracking.updateRun(child.runId, { status: 'FINISHED', endTime: Date.now() });
  return { name: 'baseline', modelDir: fitted.modelDir, algorithm };
}

async function saveFitted(context: StepContext<ModelNode>, run: TrackedRun, fitted: Fitted): Promise<ModelManifest> {
  const { options } = context.node;
  return saveModel({
    dir: fitted.modelDir,
    task: options.task,
    features: options.features,
    flavors: fitted.flavors,
    runId: run.runId,
    ...(options.example ? { inputExample: options.example } : {}),
  });
}

interface Trained {
  readonly program: Program;
  readonly found: SearchResult;
  readonly fitted: Fitted;
  readonly rows: TrainingReport['rows'];
  readonly baseline: (Candidate & { readonly algorithm: string }) | undefined;
}

async function judge(
  context: StepContext<ModelNode>,
  intent: ModelIntent,
  { program, found, fitted, rows, baseline }: Trained,
): Promise<TrainingReport> {
  const { options, name } = context.node;
  const tracking = context.host.get(Tracking);
  const alias = options.alias ?? 'champion';
  const champion = await tracking.getModelVersionByAlias(name, alias);
  const candidates: Candidate[] = [{ name: 'challenger', modelDir: fitted.modelDir }];
  if (baseline) candidates.push(baseline);
  if (champion?.runId)
    candidates.push({ name: 'champion', modelDir: await tracking.artifactPath(champion.runId, champion.source) });
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
    ...(champion && others['champion']
      ? { champion: { version: champion.version, evaluation: others['champion'] } }
      : {}),
  };
}

async function register(
  context: StepContext<ModelNode>,
  tracking: Tracking,
  made: { run: TrackedRun; id: string; fitted: Fitted; report: TrainingReport; digest: string; dir: string },
): Promise<ModelVersion> {
  const { run, id, fitted, report, digest, dir } = made;
  const { name, options } = context.node;
  const timestamp = Date.now();
  await tracking.logBatch(run.runId, {
    metrics: Object.entries(report.evaluation.metrics).map(([key, value]) => ({
      key: `test_${key}`,
      value,
      timestamp,
      step: 0,
    })),
  });
  await writeFile(join(dir, reportFile), JSON.stringify(report, undefined, 1));
  await tracking.logArtifacts(run.runId, fitted.modelDir, 'model');
  await tracking.logArtifacts(run.runId, join(dir, reportFile), '');
  await tracking.ensureModel(name, options.description);
  const tags = {
    [intentTag]: id,
    'penstock.digest': digest,
    'penstock.run': context.runId,
    'penstock.data': JSON.stringify(report.data),
    'penstock.train': `${report.windows.train.first}..${report.windows.train.last}`,
    'penstock.test': `${report.windows.test.first}..${report.windows.test.last}`,
  };
  const version = await tracking.createModelVersion({ name, runId: run.runId, source: 'model', tags });
  await context.host.hooks.notify('modelRegistered', {
    model: name,
    version: version.version,
    runId: context.runId,
    trackingRunId: run.runId,
    metrics: report.evaluation.metrics,
    digest,
  });
  return version;
}
