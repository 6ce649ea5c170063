import type { SampleColumn } from '@penstock/core/contracts';
import { rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { methodNames } from '../src/methods.ts';
import { options } from '../src/options.ts';
import { seededRandom } from '../src/seeded-random.ts';
import { UnivariateDrift } from '../src/univariate-drift.ts';

const detector = (given: z.input<typeof options> = {}) => new UnivariateDrift(options.parse(given));
const numeric = (values: Iterable<number>): SampleColumn => ({ kind: 'numeric', values: Float64Array.from(values) });

function draws(seed: number, rows: number, draw: (random: () => number) => number): SampleColumn {
  const random = seededRandom(seed);
  return numeric(Array.from({ length: rows }, () => draw(random)));
}

function normal(random: () => number): number {
  let sum = -6;
  for (let k = 0; k < 12; k += 1) sum += random();
  return sum;
}

function categorical(levels: readonly (string | null)[]): SampleColumn {
  const dictionary = [...new Set(levels.filter((level) => level !== null))];
  return {
    kind: 'categorical',
    dictionary,
    codes: Int32Array.from(levels, (level) => (level === null ? -1 : dictionary.indexOf(level))),
  };
}

const nulls = (rows: number) => Array.from({ length: rows }, () => null);

function repeat(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).flatMap(([level, rows]) => Array.from({ length: rows }, () => level));
}

describe('alerts', () => {
  test('are rare without drift at small sizes, where scores exceed the usual threshold', () => {
    const subject = detector();
    for (const method of methodNames) {
      let [above, alerts] = [0, 0];
      for (let run = 0; run < 60; run += 1) {
        const [reference, current] = [draws(2 * run, 100, normal), draws(2 * run + 1, 100, normal)];
        const result = subject.compare(subject.fit(reference, { method }), current);
        if ((result.score ?? 0) > 0.1) above += 1;
        if (result.level === 'drift') alerts += 1;
      }
      expect(alerts, method).toBeLessThanOrEqual(10);
      if (method !== 'l-infinity') expect(above, method).toBeGreaterThan(15);
    }
  });

  test('are not raised by a change that is certain but small', () => {
    const subject = detector();
    for (const method of methodNames) {
      const state = subject.fit(draws(1, 50_000, normal), { method });
      const result = subject.compare(
        state,
        draws(2, 50_000, (random) => normal(random) + 0.04),
      );
      expect(result.score, method).toBeGreaterThan(result.nullQuantile ?? 1);
      expect(result.level, method).toBe('none');
    }
  });

  test('are raised by every method when half the rows move', () => {
    const subject = detector();
    for (const method of methodNames) {
      const state = subject.fit(draws(1, 2000, normal), { method });
      const result = subject.compare(
        state,
        draws(2, 2000, (random) => normal(random) + (random() < 0.5 ? 3 : 0)),
      );
      expect(result.level, method).toBe('drift');
    }
  });

  test('see another constant, which quantile bins would not', () => {
    const subject = detector();
    for (const method of methodNames) {
      const state = subject.fit(numeric(Array.from({ length: 30 }, () => 1)), { method });
      expect(subject.compare(state, numeric(Array.from({ length: 30 }, () => 2))).level, method).toBe('drift');
    }
  });
});

describe('thresholds', () => {
  test('come from the call, then from the options, then are a tenth', () => {
    const subject = detector({ thresholds: { psi: 0.25 } });
    const column = draws(1, 50, normal);
    const threshold = (method: string, given?: number) =>
      subject.compare(subject.fit(column, { method, threshold: given }), column).threshold;
    expect([threshold('psi', 0.4), threshold('psi'), threshold('ks')]).toEqual([0.4, 0.25, 0.1]);
  });

  test('that are negative or infinite are refused', async () => {
    for (const threshold of [-1, Number.POSITIVE_INFINITY])
      await rejectsWithCode('PEN_DRIFT_INVALID', () => detector().fit(numeric([1]), { threshold }));
  });
});

describe('statuses', () => {
  test('say insufficient-data below the least rows, with the counts', () => {
    const subject = detector({ minRows: 5 });
    const result = subject.compare(subject.fit(numeric([1, 2, 3, 4, 5])), numeric([1, 2, Number.NaN, 4, 5]));
    expect(result).toMatchObject({ status: 'insufficient-data', rows: { reference: 5, current: 4 }, level: 'none' });
    expect(result.dropped).toEqual({ null: 1, nan: 0, inf: 0 });
  });

  test('say undefined for the chi-squared test of a single level', () => {
    const subject = detector({ minRows: 1 });
    const column = categorical(repeat({ z: 7 }));
    expect(subject.compare(subject.fit(column, { method: 'chi2' }), column)).toMatchObject({
      status: 'undefined',
      level: 'none',
    });
  });

  test('say not-applicable for values methods on levels and for a column that changed its kind', () => {
    const subject = detector();
    const levels = categorical(repeat({ a: 40, b: 40 }));
    for (const method of ['ks', 'wasserstein'])
      expect(subject.compare(subject.fit(levels, { method }), levels).status).toBe('not-applicable');
    expect(subject.compare(subject.fit(levels), draws(1, 80, normal)).status).toBe('not-applicable');
    expect(subject.compare(subject.fit(draws(1, 80, normal)), levels).status).toBe('not-applicable');
  });
});

describe('categorical columns', () => {
  test('take their levels by name, not by code', () => {
    const subject = detector();
    const state = subject.fit(categorical(repeat({ a: 60, b: 40 })));
    expect(subject.compare(state, categorical(repeat({ b: 40, a: 60 }))).score).toBe(0);
  });

  test('drop nulls, or count them as a level of their own', () => {
    const rows = [...repeat({ a: 40, b: 40 }), ...nulls(20)];
    const fewer = [...repeat({ a: 40, b: 40 }), null, null];
    const score = (policy: 'drop' | 'category') => {
      const subject = detector({ nulls: policy });
      return subject.compare(subject.fit(categorical(rows)), categorical(fewer));
    };
    expect(score('drop')).toMatchObject({ score: 0, rows: { reference: 80, current: 80 }, dropped: { null: 2 } });
    expect(score('category')).toMatchObject({
      rows: { reference: 100, current: 82 },
      dropped: { null: 0 },
      level: 'drift',
    });
  });

  test('keep a level named like the null level apart from nulls', () => {
    const subject = detector({ nulls: 'category' });
    const state = subject.fit(categorical([...repeat({ '<null>': 50 }), ...nulls(50)]));
    expect(subject.compare(state, categorical(repeat({ '<null>': 100 }))).level).toBe('drift');
  });

  test('pool rare levels for the chi-squared test and say how many', () => {
    const subject = detector();
    const state = subject.fit(categorical(repeat({ a: 100, b: 100, c: 2, d: 1 })), { method: 'chi2' });
    const result = subject.compare(state, categorical(repeat({ a: 100, b: 100, e: 3 })));
    expect(result.detail).toMatchObject({ dof: 1, pooledLevels: 4 });
  });

  test('with more levels than are kept compare the rest as one', () => {
    const subject = detector({ maxLevels: 10 });
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 20]));
    const state = subject.fit(categorical(repeat(many)));
    expect(JSON.stringify(state).match(/k\d+/g)).toHaveLength(10);
    expect(subject.compare(state, categorical(repeat(many).toReversed())).score).toBe(0);
    expect(subject.compare(state, categorical(repeat({ unseen: 500 }))).level).toBe('drift');
  });

  test('with thousands of new levels are compared at once', () => {
    const subject = detector();
    const state = subject.fit(categorical(repeat({ a: 500, b: 500 })));
    const ids = categorical(Array.from({ length: 5000 }, (_, i) => `id ${i}`));
    const result = subject.compare(state, ids);
    expect(result.level).toBe('drift');
    expect(result.score).toBeCloseTo(1, 10);
    expect(result.bins?.length).toBeLessThanOrEqual(30);
  });

  test('with a code that its dictionary lacks are refused', async () => {
    const broken: SampleColumn = { kind: 'categorical', codes: Int32Array.of(0, 3), dictionary: ['a'] };
    await rejectsWithCode('PEN_DRIFT_INVALID', () => detector().fit(broken));
  });
});

describe('numeric columns', () => {
  test('keep zero and minus zero together', () => {
    const subject = detector();
    const state = subject.fit(numeric(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? -0 : 1))), {
      method: 'psi',
    });
    expect(subject.compare(state, numeric(Array.from({ length: 100 }, (_, i) => i % 2))).score).toBe(0);
  });

  test('keep their digits far from zero', () => {
    const subject = detector();
    const near = draws(1, 5000, normal);
    const far = (column: SampleColumn) =>
      numeric(column.kind === 'numeric' ? column.values.map((value) => value + 2 ** 36) : []);
    const current = draws(2, 5000, (random) => normal(random) + 0.5);
    for (const method of methodNames) {
      const expected = subject.compare(subject.fit(near, { method }), current).score ?? 0;
      expect(subject.compare(subject.fit(far(near), { method }), far(current)).score).toBeCloseTo(expected, 3);
    }
  });

  test('are compared with a condensed reference nearly as with the whole', () => {
    const [reference, current] = [draws(1, 50_000, normal), draws(2, 20_000, (random) => 1.1 * normal(random) + 0.2)];
    const [whole, small] = [detector({ maxPoints: 50_000 }), detector({ maxPoints: 1000 })];
    for (const [method, bound] of [
      ['ks', 1 / 750],
      ['wasserstein', 0.001],
    ] as const) {
      const exact = whole.compare(whole.fit(reference, { method }), current).score ?? 0;
      const state = small.fit(reference, { method });
      expect(JSON.stringify(state).length).toBeLessThan(40_000);
      expect(Math.abs((small.compare(state, current).score ?? 1) - exact), method).toBeLessThan(bound);
    }
  });

  test('name the law of the Kolmogorov-Smirnov p-value', () => {
    const subject = detector();
    const law = (rows: number) =>
      subject.compare(subject.fit(draws(1, rows, normal), { method: 'ks' }), draws(2, 10_000, normal)).detail?.['law'];
    expect([law(10_000), law(10_001)]).toEqual(['exact', 'one-sample']);
  });
});

test('a state of another version or with a damaged number is refused with its place', async () => {
  const subject = detector();
  const state = subject.fit(draws(1, 100, normal)) as Readonly<Record<string, number>>;
  const error = await rejectsWithCode('PEN_DRIFT_INVALID', () => subject.compare({ ...state, std: 'x' }, numeric([])));
  expect(error.message).toContain('std');
  await rejectsWithCode('PEN_DRIFT_INVALID', () => subject.compare({ ...state, version: 2 }, numeric([])));
});

test('options with an unknown name or method are refused', () => {
  expect(options.safeParse({ treshold: 1 }).success).toBe(false);
  expect(options.safeParse({ categorical: 'ks' }).success).toBe(false);
});
