import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModelVersion, type TrackedRun, Tracking } from '../../../../contracts/tracking.ts';
import { type ModelManifest, saveModel } from '../../../../models/index.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import type { StepContext } from '../../step.ts';
import { exportPart } from './datasets.ts';
import type { Candidate } from './evaluate.ts';
import { type Fitted, fit } from './fit.ts';
import { intentTag, type ModelIntent, trainingId } from './intent.ts';
import { judge } from './judge.ts';
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
