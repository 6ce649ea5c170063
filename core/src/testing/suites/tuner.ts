import assert from 'node:assert/strict';
import type { Params, ParamValue } from '../../contracts/trainer.ts';
import { type Distribution, type SearchSpace, type Study, type Trial, Tuner } from '../../contracts/tuner.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';

const mixed: SearchSpace = {
  rate: { type: 'loguniform', low: 1e-3, high: 0.5 },
  share: { type: 'uniform', low: -1, high: 2 },
  depth: { type: 'int', low: 3, high: 10 },
  leaves: { type: 'int', low: 8, high: 63, step: 5 },
  trees: { type: 'logint', low: 1, high: 1000 },
  loss: { type: 'choice', values: ['log', 'focal'] },
  balanced: { type: 'choice', values: [true, false] },
};
const small: SearchSpace = {
  depth: { type: 'int', low: 1, high: 3 },
  loss: { type: 'choice', values: ['log', 'focal'] },
};
const study = (space: SearchSpace, seed = 42): Study => ({ space, seed, direction: 'maximize' });

function within(distribution: Distribution, value: ParamValue | undefined): boolean {
  if (distribution.type === 'choice') return value !== undefined && distribution.values.includes(value);
  if (typeof value !== 'number' || !(value >= distribution.low && value <= distribution.high)) return false;
  if (distribution.type === 'uniform' || distribution.type === 'loguniform') return true;
  return Number.isInteger((value - distribution.low) / (('step' in distribution ? distribution.step : undefined) ?? 1));
}

/** A value that depends on the point alone. */
function judge(params: Params): number {
  return Object.values(params).reduce<number>((sum, value) => sum + String(value).length, 0);
}

/** Trials one after another until the space is exhausted or there are `most`. */
function run(tuner: Tuner, given: Study, most: number, before: readonly Trial[] = []): Trial[] {
  const history = [...before];
  while (history.length < most) {
    const params = tuner.suggest(given, history);
    if (params === undefined) break;
    const number = history.length;
    history.push(
      number % 7 === 6
        ? { number, params, state: 'failed' }
        : { number, params, value: judge(params), state: 'complete' },
    );
  }
  return history;
}

const distinct = (trials: readonly Trial[]) =>
  new Set(trials.map(({ params }) => JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))))).size;

/** What every tuner promises. */
export const tunerSuite: Suite<typeof Tuner> = suite(Tuner, [
  {
    name: 'a suggestion has every parameter of the space, within it, and no other',
    async run(tuner) {
      assert.ok(tuner.algorithm.length > 0);
      const trials = run(tuner, study(mixed), 30);
      assert.equal(trials.length, 30);
      for (const { params } of trials) {
        assert.deepEqual(Object.keys(params).sort(), Object.keys(mixed).sort());
        for (const [name, distribution] of Object.entries(mixed))
          assert.ok(within(distribution, params[name]), `${name} = ${String(params[name])}`);
      }
    },
  },
  {
    name: 'the same study and history give the same suggestion, also after JSON, and leave the history as it was',
    async run(tuner) {
      const trials = run(tuner, study(mixed), 20);
      for (const length of [0, 1, 12, 20]) {
        const history = trials.slice(0, length);
        const copy: Trial[] = JSON.parse(JSON.stringify(history));
        assert.deepEqual(tuner.suggest(study(mixed), history), tuner.suggest(study(mixed), copy));
        assert.deepEqual(history, copy);
      }
    },
  },
  {
    name: 'a search that stopped goes on as if it had not',
    async run(tuner) {
      const whole = run(tuner, study(mixed), 20);
      assert.deepEqual(run(tuner, study(mixed), 20, whole.slice(0, 9)), whole);
    },
  },
  {
    name: 'other seeds try other points',
    async run(tuner) {
      assert.notDeepEqual(run(tuner, study(mixed, 1), 5), run(tuner, study(mixed, 2), 5));
    },
  },
  {
    name: 'the points of a search differ, also while several trials run',
    async run(tuner) {
      assert.equal(distinct(run(tuner, study(mixed), 40)), 40);
      const running: Trial[] = [];
      for (let number = 0; number < 6; number += 1)
        running.push({ number, params: tuner.suggest(study(small), running) ?? {}, state: 'running' });
      assert.equal(distinct(running), 6);
    },
  },
  {
    name: 'a finite space is searched whole, then there is no suggestion',
    async run(tuner) {
      const trials = run(tuner, study(small), 100);
      assert.equal(trials.length, 6);
      assert.equal(distinct(trials), 6);
      assert.equal(tuner.suggest(study(small), trials), undefined);
    },
  },
  {
    name: 'trials with other parameters do no harm',
    async run(tuner) {
      const foreign: Trial[] = [
        { number: 0, params: {}, value: 0.5, state: 'complete' },
        { number: 1, params: { depth: 2, loss: 'log', trees: 50 }, value: 0.7, state: 'complete' },
        { number: 2, params: { depth: 99 }, state: 'failed' },
      ];
      const trials = run(tuner, study(small), 100, foreign).slice(foreign.length);
      assert.equal(distinct(trials), 5);
      assert.ok(trials.every(({ params }) => params['depth'] !== 2 || params['loss'] !== 'log'));
    },
  },
  {
    name: 'a bad space is refused by the name of the parameter',
    async run(tuner) {
      const bad: readonly Distribution[] = [
        { type: 'uniform', low: 1, high: 0 },
        { type: 'uniform', low: 0, high: Number.NaN },
        { type: 'uniform', low: 0, high: Number.POSITIVE_INFINITY },
        { type: 'loguniform', low: 0, high: 1 },
        { type: 'logint', low: 0, high: 10 },
        { type: 'int', low: 0.5, high: 3 },
        { type: 'int', low: 0, high: 3, step: 0 },
        { type: 'choice', values: [] },
      ];
      for (const distribution of bad) {
        const error = await rejectsWithCode('PEN_TRAINING_PARAMS', () =>
          tuner.suggest(study({ depth: distribution }), []),
        );
        assert.ok(error.message.includes('depth'), error.message);
      }
    },
  },
]);
