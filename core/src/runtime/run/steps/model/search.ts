import { join } from 'node:path';
import { Tracking } from '../../../../contracts/tracking.ts';
import type { Params } from '../../../../contracts/trainer.ts';
import { TrainingBackend } from '../../../../contracts/training-backend.ts';
import { type Trial, Tuner } from '../../../../contracts/tuner.ts';
import { PenstockError } from '../../../../errors/penstock-error.ts';
import type { ModelNode } from '../../../../pipeline/node.ts';
import { readJson, sequenceKey, writeJson } from '../../json-objects.ts';
import type { StepContext } from '../../step.ts';
import { exportPart } from './datasets.ts';
import { fit } from './fit.ts';
import type { ModelIntent } from './intent.ts';
import { directionOf, metricOf } from './metric.ts';
import type { Program } from './program.ts';
import { logFit } from './track-fit.ts';

export interface SearchResult {
  readonly params: Params;
  readonly trials: readonly Trial[];
}

/**
 * Tries parameters on a sample, several at once; the first trial is the pipeline's own parameters. Each finished trial
 * is written down, so a resumed search goes on where it stopped.
 */
export async function search(
  context: StepContext<ModelNode>,
  intent: ModelIntent,
  program: Program,
  parentRun: { runId: string; experimentId: string },
  dir: string,
): Promise<SearchResult> {
  const { options } = context.node;
  const tune = options.tune;
  if (tune === undefined) return { params: options.params ?? {}, trials: [] };
  const tuner = context.host.get(Tuner);
  const data = await exportSample(context, intent, dir, tune.sampleRows ?? 100_000);
  const trials = await knownTrials(context, intent);
  const study = {
    space: tune.space ?? program.searchSpace,
    direction: directionOf(metricOf(options)),
    seed: options.seed ?? 42,
  };
  const history = () => [...trials.values()].sort((a, b) => a.number - b.number);
  let next = 0;

  const worker = async () => {
    for (;;) {
      while (trials.has(next)) next += 1;
      const number = next;
      if (number >= tune.trials) return;
      const suggested = number === 0 ? {} : tuner.suggest(study, history());
      if (suggested === undefined) return;
      const params = { ...options.params, ...suggested };
      trials.set(number, { number, params, state: 'running' });
      const trial = await tryParams(context, program, {
        number,
        params,
        data,
        parentRun,
        dir,
        trials: tune.trials,
        done: () => finished(trials),
      });
      trials.set(number, trial);
      await writeJson(context.store, trialKey(context, intent, number), trial);
      report(context, trials, tune.trials);
    }
  };
  const parallel = tune.parallel ?? context.host.get(TrainingBackend).capacity;
  report(context, trials, tune.trials);
  await Promise.all(Array.from({ length: Math.min(parallel, tune.trials) }, worker));
  return { params: bestOf(context, history(), study.direction).params, trials: history() };
}

async function exportSample(context: StepContext<ModelNode>, intent: ModelIntent, dir: string, rows: number) {
  const data = { train: join(dir, 'sample-train.arrow'), valid: join(dir, 'sample-valid.arrow') };
  for (const part of ['train', 'valid'] as const) await exportPart(context, intent, { part, rows, path: data[part] });
  return data;
}

interface Attempt {
  readonly number: number;
  readonly params: Params;
  readonly data: { readonly train: string; readonly valid: string };
  readonly parentRun: { readonly runId: string; readonly experimentId: string };
  readonly dir: string;
  readonly trials: number;
  done(): number;
}

async function tryParams(
  context: StepContext<ModelNode>,
  program: Program,
  { number, params, data, parentRun, dir, trials, done }: Attempt,
): Promise<Trial> {
  const { options } = context.node;
  const tracking = context.host.get(Tracking);
  const run = await tracking.createRun({
    experimentId: parentRun.experimentId,
    runName: `${context.node.name}-trial-${number}`,
    parentRunId: parentRun.runId,
    tags: { 'penstock.trial': String(number) },
  });
  try {
    const fitted = await fit(context, {
      name: `${context.node.name} trial ${number}`,
      program,
      params,
      data,
      dir: join(dir, `trial-${number}`),
      onProgress: ({ step, steps, metrics }) =>
        context.progress({
          message: `trial ${number + 1}: ${step}/${steps}`,
          done: done() + step / steps,
          total: trials,
          ...(metrics ? { metrics } : {}),
        }),
    });
    await logFit(tracking, run.runId, params, fitted);
    await tracking.updateRun(run.runId, { status: 'FINISHED', endTime: Date.now() });
    const value = fitted.metrics[metricOf(options)];
    return value === undefined ? { number, params, state: 'failed' } : { number, params, value, state: 'complete' };
  } catch (error) {
    await tracking.updateRun(run.runId, { status: context.signal.aborted ? 'KILLED' : 'FAILED', endTime: Date.now() });
    // Parameters that the trainer does not know are a mistake in the space, not bad luck.
    if (context.signal.aborted || number === 0 || PenstockError.is(error, 'PEN_TRAINING_PARAMS')) throw error;
    context.host.log.warn(`Trial ${number} of ${context.node.name} failed`, {
      error: error instanceof Error ? error.message : String(error),
    });
    return { number, params, state: 'failed' };
  }
}

function bestOf(context: StepContext<ModelNode>, trials: readonly Trial[], direction: 'maximize' | 'minimize'): Trial {
  const sign = direction === 'maximize' ? -1 : 1;
  const complete = trials
    .filter((trial) => trial.value !== undefined)
    .sort((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)) || a.number - b.number);
  if (complete[0] !== undefined) return complete[0];
  const metric = metricOf(context.node.options);
  throw new PenstockError('PEN_TRAINING_FAILED', `No trial of "${context.node.name}" reported the metric "${metric}"`, {
    at: context.node.at,
    hint: `Choose \`metric\` among those the trainer reports.`,
  });
}

function finished(trials: ReadonlyMap<number, Trial>): number {
  return [...trials.values()].filter((trial) => trial.state !== 'running').length;
}

function report(context: StepContext<ModelNode>, trials: ReadonlyMap<number, Trial>, total: number): void {
  context.progress({ message: `search: ${finished(trials)} of ${total} trials`, done: finished(trials), total });
}

function trialKey(context: StepContext, intent: ModelIntent, number: number): string {
  return sequenceKey(`_penstock/trials/${context.pipeline}/${context.node.name}/${intent.sequence}`, number);
}

async function knownTrials(context: StepContext<ModelNode>, intent: ModelIntent): Promise<Map<number, Trial>> {
  const trials = new Map<number, Trial>();
  for (let number = 0; number < (context.node.options.tune?.trials ?? 0); number += 1) {
    const trial = await readJson<Trial>(context.store, trialKey(context, intent, number));
    if (trial?.state === 'complete') trials.set(number, trial);
  }
  return trials;
}
