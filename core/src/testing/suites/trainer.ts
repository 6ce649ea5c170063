import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Params, Trainer } from '../../contracts/trainer.ts';
import type { Distribution } from '../../contracts/tuner.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';
import { features, type RanJob, runJob, suiteData, withLabel } from './trainer-job.ts';

/** What the suite cannot know about an algorithm. */
export interface TrainerGiven {
  /** Parameters with which small data is trained on within a second or two. */
  readonly params?: Params;
  /** A parameter of the algorithm and a value that it must refuse. */
  readonly bad: { readonly name: string; readonly value: string | number | boolean };
}

/** What every trainer promises. Training runs in this process, on data that the suite makes. */
export function trainerSuite({ params = {}, bad }: TrainerGiven): Suite<typeof Trainer> {
  return suite(Trainer, [
    {
      name: 'has an algorithm, a version and a module',
      run: async (trainer) => {
        assert.notEqual(trainer.algorithm, '');
        assert.notEqual(trainer.version, '');
        assert.ok(trainer.module.startsWith('file:'), trainer.module);
        const { default: run } = (await import(trainer.module)) as { default: unknown };
        assert.equal(typeof run, 'function');
      },
    },
    { name: 'fills in defaults, and leaves parameters alone that have them', run: fillsDefaults },
    {
      name: 'refuses a bad and an unknown parameter by name',
      run: async (trainer) => {
        for (const [name, value] of [[bad.name, bad.value] as const, ['noSuchParameter', 1] as const]) {
          const error = await rejectsWithCode('PEN_TRAINING_PARAMS', () =>
            trainer.checkParams({ [name]: value }, 'binary'),
          );
          assert.ok(error.message.includes(name), error.message);
        }
      },
    },
    { name: 'has a search space of parameters that it takes', run: searches },
    { name: 'trains a classifier that beats chance', run: (trainer) => runJob(trainer, { params }, hasAuc) },
    { name: 'trains a regression', run: (trainer) => runJob(trainer, { params, task: 'regression' }, isUsable) },
    { name: 'trains without validation data', run: (trainer) => runJob(trainer, { params, valid: null }, hasAuc) },
    { name: 'reports progress that rises to its end', run: (trainer) => runJob(trainer, { params }, progresses) },
    {
      name: 'gives the same metrics for the same seed',
      run: async (trainer) => {
        const metrics: unknown[] = [];
        for (const seed of [7, 7])
          await runJob(trainer, { params, seed }, ({ result }) => void metrics.push(result.metrics));
        assert.deepEqual(metrics[1], metrics[0]);
      },
    },
    {
      name: 'tells shares of importance of the features, if any',
      run: (trainer) =>
        runJob(trainer, { params }, ({ result: { importance } }) => {
          if (importance === undefined) return;
          const names = features.map(({ name }) => name);
          assert.deepEqual(
            Object.keys(importance).filter((name) => !names.includes(name)),
            [],
          );
          const total = Object.values(importance).reduce((sum, share) => sum + share, 0);
          assert.ok(Math.abs(total - 1) < 1e-6, `the shares sum to ${total}`);
        }),
    },
    {
      name: 'refuses data without rows, with one class only, and without a label in some row',
      run: async (trainer) => {
        const data = suiteData('binary', 1);
        for (const train of [
          data.slice(0, 0),
          withLabel(data, () => 1),
          withLabel(data, (row) => (row === 5 ? Number.NaN : row % 2)),
        ])
          await rejectsWithCode('PEN_TRAINING_DATA', () => runJob(trainer, { params, train }, () => {}));
      },
    },
    {
      name: 'stops when it is cancelled',
      run: async (trainer) => {
        const signal = AbortSignal.abort();
        await rejectsWithCode('PEN_ABORTED', () => runJob(trainer, { params, signal }, () => {}));
      },
    },
  ]);
}

async function fillsDefaults(trainer: Trainer): Promise<void> {
  for (const task of ['binary', 'regression'] as const) {
    const full = trainer.checkParams({}, task);
    assert.deepEqual(trainer.checkParams(full, task), full);
    for (const [name, value] of Object.entries(full))
      assert.deepEqual(trainer.checkParams({ [name]: value }, task), full, `with ${name} given`);
  }
}

async function searches(trainer: Trainer): Promise<void> {
  for (const task of ['binary', 'regression'] as const) {
    const ends = Object.entries(trainer.searchSpace).map(
      ([name, distribution]) => [name, valuesOf(distribution)] as const,
    );
    for (const [name, values] of ends)
      for (const value of values) assert.equal(trainer.checkParams({ [name]: value }, task)[name], value);
    trainer.checkParams(Object.fromEntries(ends.map(([name, values]) => [name, values[0] ?? 0])), task);
  }
}

function valuesOf(distribution: Distribution): readonly (string | number | boolean)[] {
  if (distribution.type === 'choice') return distribution.values;
  assert.ok(distribution.low < distribution.high);
  return [distribution.low, distribution.high];
}

async function isUsable({ result, modelDir }: RanJob): Promise<void> {
  assert.ok(Object.keys(result.metrics).length > 0, 'there are no metrics');
  for (const [name, value] of Object.entries(result.metrics)) assert.ok(Number.isFinite(value), `${name} is ${value}`);
  assert.ok(Object.keys(result.flavors).length > 0, 'the model has no flavor');
  for (const { data } of Object.values(result.flavors))
    if (typeof data === 'string') assert.ok((await stat(join(modelDir, data))).size > 0, `${data} is empty`);
}

async function hasAuc(ran: RanJob): Promise<void> {
  await isUsable(ran);
  const { auc } = ran.result.metrics;
  if (auc !== undefined) assert.ok(auc > 0.7, `the area under the curve is ${auc}`);
}

function progresses({ progress }: RanJob): void {
  assert.ok(progress.length > 0, 'no progress was reported');
  let last = -1;
  for (const { step, steps } of progress) {
    assert.ok(step > last && step <= steps, `step ${step} of ${steps} after ${last}`);
    last = step;
  }
}
