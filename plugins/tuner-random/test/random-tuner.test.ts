import type { Distribution, ParamValue, SearchSpace, Study, Trial } from '@penstock/core/contracts';
import { rejectsWithCode } from '@penstock/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draw, finiteValues } from '../src/draw.ts';
import { options } from '../src/options.ts';
import { RandomTuner } from '../src/random-tuner.ts';
import { seededRandom } from '../src/seeded-random.ts';

const study = (space: SearchSpace, seed = 1): Study => ({ space, seed, direction: 'minimize' });
const tuner = (algorithm: 'random' | 'grid', levels = 5) => new RandomTuner(options.parse({ algorithm, levels }));

function run(subject: RandomTuner, given: Study, most: number): Trial[] {
  const history: Trial[] = [];
  for (let number = 0; number < most; number += 1) {
    const params = subject.suggest(given, history);
    if (params === undefined) break;
    history.push({ number, params, value: number, state: 'complete' });
  }
  return history;
}

function drawMany(distribution: Distribution, count = 4000): ParamValue[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, () => draw(distribution, random()));
}
const shareOf = (values: readonly ParamValue[], is: (value: number) => boolean) =>
  values.filter((value) => is(Number(value))).length / values.length;

describe('draws', () => {
  test('are even on the scale of their distribution', () => {
    expect(shareOf(drawMany({ type: 'uniform', low: 0, high: 10 }), (value) => value < 5)).toBeCloseTo(0.5, 1);
    expect(shareOf(drawMany({ type: 'loguniform', low: 1, high: 100 }), (value) => value < 10)).toBeCloseTo(0.5, 1);
    expect(shareOf(drawMany({ type: 'logint', low: 1, high: 99 }), (value) => value < 10)).toBeCloseTo(0.56, 1);
    for (const end of [0, 2]) {
      const ints = drawMany({ type: 'int', low: 0, high: 2 });
      expect(shareOf(ints, (value) => value === end)).toBeCloseTo(1 / 3, 1);
    }
  });

  test('reach both ends of whole numbers and never leave their steps', () => {
    const whole = fc.record({
      low: fc.integer({ min: 1, max: 50 }),
      range: fc.nat(60),
      step: fc.integer({ min: 1, max: 7 }),
    });
    fc.assert(
      fc.property(whole, fc.constantFrom('int' as const, 'logint' as const), ({ low, range, step }, type) => {
        const distribution = { type, low, high: low + range, step };
        const last = low + Math.floor(range / step) * step;
        expect(draw(distribution, 0)).toBe(low);
        expect(draw(distribution, 1 - 2 ** -53)).toBe(last);
        const values = finiteValues(distribution);
        for (let u = 0; u < 1; u += 0.09) {
          const value = Number(draw(distribution, u));
          expect((value - low) % step).toBe(0);
          expect(value).toBeLessThanOrEqual(last);
        }
        expect([values?.at(0), values?.at((values?.count ?? 0) - 1)]).toEqual([low, last]);
      }),
    );
  });

  test('stay within tiny, huge and single-point ranges', () => {
    const bounds = fc.tuple(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
    );
    fc.assert(
      fc.property(bounds, fc.double({ min: 0, max: 0.999999, noNaN: true }), (ends, u) => {
        const [low, high] = [Math.min(...ends), Math.max(...ends)];
        for (const type of ['uniform', 'loguniform'] as const) {
          const value = Number(draw({ type, low, high }, u));
          expect(value >= low && value <= high).toBe(true);
        }
      }),
    );
  });
});

describe('random search', () => {
  test('lists every point of a lopsided finite space in few steps', () => {
    const space: SearchSpace = { trees: { type: 'logint', low: 1, high: 300 } };
    const trials = run(tuner('random'), study(space), 301);
    expect(trials).toHaveLength(300);
    expect(new Set(trials.map(({ params }) => params['trees'])).size).toBe(300);
  });

  test('does not depend on the order the space is written in', () => {
    const [a, b]: Distribution[] = [
      { type: 'uniform', low: 0, high: 1 },
      { type: 'int', low: 0, high: 99 },
    ];
    if (a === undefined || b === undefined) throw new TypeError('two distributions');
    expect(run(tuner('random'), study({ a, b }), 5)).toEqual(run(tuner('random'), study({ b, a }), 5));
  });

  test('tries a point again that a resumed search does not know', () => {
    const space: SearchSpace = { rate: { type: 'uniform', low: 0, high: 1 } };
    const trials = run(tuner('random'), study(space), 6);
    const lost = trials.filter(({ number }) => number !== 2);
    expect(tuner('random').suggest(study(space), lost)).toEqual(trials[2]?.params);
  });

  test('of a space of one point suggests it once', () => {
    const space: SearchSpace = { rate: { type: 'uniform', low: 0.5, high: 0.5 } };
    expect(run(tuner('random'), study(space), 5).map(({ params }) => params)).toEqual([{ rate: 0.5 }]);
    expect(run(tuner('random'), study({}), 5).map(({ params }) => params)).toEqual([{}]);
  });

  test('tells seeds apart that differ beyond 32 bits', () => {
    const space: SearchSpace = { rate: { type: 'uniform', low: 0, high: 1 } };
    const first = (seed: number) => tuner('random').suggest(study(space, seed), [])?.['rate'];
    expect(first(5)).not.toBe(first(5 + 2 ** 32));
  });
});

describe('grid search', () => {
  test('takes evenly spaced values of continuous parameters, ends included', () => {
    const space: SearchSpace = { rate: { type: 'loguniform', low: 0.01, high: 1 } };
    const values = run(tuner('grid', 3), study(space), 10).map(({ params }) => Number(params['rate']));
    expect(values.sort((a, b) => a - b).map((value) => value.toFixed(12))).toEqual([
      '0.010000000000',
      '0.100000000000',
      '1.000000000000',
    ]);
  });

  test('goes through all combinations once and spreads the first of them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), fc.nat(), (sizes, seed) => {
        const space = Object.fromEntries(
          sizes.map((size, i) => [`p${i}`, { type: 'int' as const, low: 1, high: size }]),
        );
        const size = sizes.reduce((product, count) => product * count, 1);
        const trials = run(tuner('grid'), study(space, seed), size + 1);
        expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(size);
      }),
      { numRuns: 30 },
    );
    const wide: SearchSpace = { a: { type: 'int', low: 0, high: 9 }, b: { type: 'int', low: 0, high: 9 } };
    const first = run(tuner('grid'), study(wide), 10);
    for (const name of ['a', 'b']) expect(new Set(first.map(({ params }) => params[name])).size).toBeGreaterThan(4);
  });

  test('with more points than can be counted is refused', async () => {
    const axis = { type: 'int', low: 0, high: 1e9 } as const;
    const error = await rejectsWithCode('PEN_TRAINING_PARAMS', () =>
      tuner('grid').suggest(study({ a: axis, b: axis }), []),
    );
    expect(error.message).toContain('"a", "b"');
  });
});

test.each([
  [{ type: 'choice', values: ['a', 'a'] }, 'twice'],
  [{ type: 'choice', values: [Number.NaN] }, 'finite'],
  [{ type: 'uniform', low: -1e308, high: 1e308 }, 'finite'],
  [{ type: 'normal', low: 0, high: 1 }, 'type must be'],
])('a bad distribution %j is refused with the reason', async (distribution, reason) => {
  const space = { depth: distribution as Distribution };
  const error = await rejectsWithCode('PEN_TRAINING_PARAMS', () => tuner('random').suggest(study(space), []));
  expect(error.message).toContain('"depth"');
  expect(error.message).toContain(reason);
});
