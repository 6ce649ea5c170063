import assert from 'node:assert/strict';
import { DriftDetector, type DriftResult, type JsonValue, type SampleColumn } from '../../contracts/drift-detector.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';

/** MINSTD, so that every implementation sees the same samples. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (48271 * state) % 2147483647;
    return state / 2147483647;
  };
}

function numbers(seed: number, rows: number, shift = 0): SampleColumn {
  const random = uniform(seed);
  return { kind: 'numeric', values: Float64Array.from({ length: rows }, () => shift + random() + random() + random()) };
}

function levels(seed: number, rows: number, weights: readonly number[]): SampleColumn {
  const random = uniform(seed);
  const draw = () => {
    let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
    return Math.max(
      0,
      weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      }),
    );
  };
  return {
    kind: 'categorical',
    codes: Int32Array.from({ length: rows }, draw),
    dictionary: weights.map((_, i) => `level ${i}`),
  };
}

const constant = (value: number, rows = 200): SampleColumn => ({
  kind: 'numeric',
  values: new Float64Array(rows).fill(value),
});
const none = { numeric: constant(0, 0), categorical: levels(1, 0, [1, 1]) };

function assertWellFormed(result: DriftResult): void {
  for (const field of ['score', 'threshold', 'nullQuantile', 'pValue'] as const)
    assert.ok(
      result[field] === undefined || Number.isFinite(result[field]),
      `${result.method}: ${field} is ${result[field]}`,
    );
  for (const value of Object.values(result.detail ?? {}))
    assert.ok(typeof value === 'string' || Number.isFinite(value), `${result.method}: a detail is ${value}`);
  assert.equal(
    result.score !== undefined,
    result.status === 'ok',
    `${result.method}: a score belongs to the status ok`,
  );
  if (result.status !== 'ok') assert.equal(result.level, 'none');
}

/** Pairs of samples, the reference first. */
const pairs: Readonly<Record<string, readonly [SampleColumn, SampleColumn]>> = {
  'one law': [numbers(11, 800), numbers(12, 600)],
  'shifted numbers': [numbers(11, 800), numbers(12, 600, 2)],
  'one constant': [constant(3), constant(3)],
  'two constants': [constant(3), constant(4)],
  'one mixture': [levels(13, 800, [5, 3, 2]), levels(14, 600, [5, 3, 2])],
  'two mixtures': [levels(13, 800, [5, 3, 2]), levels(14, 600, [2, 3, 5])],
  'one level': [levels(13, 300, [1]), levels(14, 300, [1])],
  'new levels': [levels(13, 800, [5, 3, 0, 0]), levels(14, 600, [0, 0, 5, 3])],
  'two rows': [numbers(11, 2), numbers(12, 2)],
  'no rows': [none.numeric, none.numeric],
  'no current rows': [levels(13, 800, [1, 1]), none.categorical],
  'numbers, then levels': [numbers(11, 800), levels(14, 600, [1, 1])],
  'levels, then numbers': [levels(13, 800, [1, 1]), numbers(12, 600)],
  'huge numbers': [constant(1e308), constant(-1e308)],
};

/** What every drift detector promises. */
export const driftDetectorSuite: Suite<typeof DriftDetector> = suite(DriftDetector, [
  {
    name: 'every method answers every pair of samples without a throw, with no NaN, and with a score only when ok',
    async run(detector) {
      assert.ok(detector.methods.length > 0);
      for (const method of detector.methods)
        for (const [reference, current] of Object.values(pairs)) {
          const result = detector.compare(detector.fit(reference, { method }), current);
          assert.equal(result.method, method);
          assertWellFormed(result);
        }
    },
  },
  {
    name: 'samples of one law do not drift, far ones do, by the default method of either kind',
    async run(detector) {
      const levelOf = (name: string) => {
        const [reference, current] = pairs[name] ?? [none.numeric, none.numeric];
        const result = detector.compare(detector.fit(reference), current);
        assert.equal(result.status, 'ok', name);
        return result.level;
      };
      for (const name of ['one law', 'one constant', 'one mixture', 'one level'])
        assert.equal(levelOf(name), 'none', name);
      for (const name of ['shifted numbers', 'two constants', 'two mixtures', 'new levels'])
        assert.equal(levelOf(name), 'drift', name);
    },
  },
  {
    name: 'an alert needs a score beyond the threshold and beyond the null quantile',
    async run(detector) {
      for (const method of detector.methods) {
        const [reference, current] = pairs['shifted numbers'] ?? [none.numeric, none.numeric];
        const alert = detector.compare(detector.fit(reference, { method }), current);
        if (alert.status !== 'ok' || alert.direction !== 'higher-is-worse' || alert.score === undefined) continue;
        if (alert.level === 'drift') assert.ok(alert.score > Math.max(alert.threshold ?? 0, alert.nullQuantile ?? 0));
        const threshold = alert.score + 1;
        const calm = detector.compare(detector.fit(reference, { method, threshold }), current);
        assert.deepEqual([calm.level, calm.threshold, calm.score], ['none', threshold, alert.score]);
        const chance = detector.compare(detector.fit(numbers(11, 500), { method, threshold: 0 }), numbers(15, 500));
        if (chance.nullQuantile !== undefined && (chance.score ?? 0) <= chance.nullQuantile)
          assert.equal(chance.level, 'none');
      }
    },
  },
  {
    name: 'a state survives JSON, and equal inputs give equal results',
    async run(detector) {
      for (const method of detector.methods)
        for (const [reference, current] of Object.values(pairs)) {
          const state = detector.fit(reference, { method });
          assert.deepEqual(detector.fit(reference, { method }), state);
          const first = detector.compare(state, current);
          assert.deepEqual(detector.compare(JSON.parse(JSON.stringify(state)), current), first);
        }
    },
  },
  {
    name: 'samples are left as they were',
    async run(detector) {
      for (const method of detector.methods) {
        const [reference, current] = [numbers(21, 300), numbers(22, 300)];
        const copies = structuredClone([reference, current]);
        detector.compare(detector.fit(reference, { method }), current);
        assert.deepEqual([reference, current], copies);
      }
    },
  },
  {
    name: 'the state of a large reference is hardly larger than that of a smaller one',
    async run(detector) {
      const [small, large] = [40_000, 160_000];
      for (const method of detector.methods) {
        const size = (reference: SampleColumn) => JSON.stringify(detector.fit(reference, { method })).length;
        assert.ok(size(numbers(31, large)) < 1.5 * size(numbers(31, small)), method);
      }
    },
  },
  {
    name: 'NaN and infinite numbers are left out and counted',
    async run(detector) {
      const [clean, current] = [numbers(41, 500), numbers(42, 400)];
      assert.ok(clean.kind === 'numeric' && current.kind === 'numeric');
      const dirt = [Number.NaN, Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      const dirty = (values: Float64Array): SampleColumn => ({
        kind: 'numeric',
        values: Float64Array.from([...dirt, ...values]),
      });
      for (const method of detector.methods) {
        const expected = detector.compare(detector.fit(clean, { method }), current);
        const result = detector.compare(detector.fit(dirty(clean.values), { method }), dirty(current.values));
        if (result.status !== 'ok') continue;
        assert.equal(result.score, expected.score);
        assert.deepEqual(result.rows, { reference: 500, current: 400 });
        assert.deepEqual([result.dropped.null + result.dropped.nan, result.dropped.inf], [3, 2]);
      }
    },
  },
  {
    name: 'codes stand for the levels of their own dictionary',
    async run(detector) {
      const dictionary = ['a', 'b', 'c'];
      const codes = Int32Array.from({ length: 300 }, (_, i) => (i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2));
      const renamed = codes.map((code) => 2 - code);
      for (const method of detector.methods) {
        const state = detector.fit({ kind: 'categorical', codes, dictionary }, { method });
        const result = detector.compare(state, { kind: 'categorical', codes: renamed, dictionary: ['c', 'b', 'a'] });
        if (result.status === 'ok') assert.deepEqual([result.score, result.level], [0, 'none'], method);
      }
    },
  },
  {
    name: 'shares of the bins sum to one on either side',
    async run(detector) {
      for (const [reference, current] of [pairs['shifted numbers'], pairs['new levels']].filter(
        (pair) => pair !== undefined,
      )) {
        const { bins } = detector.compare(detector.fit(reference), current);
        if (bins === undefined) continue;
        for (const side of ['reference', 'current'] as const)
          assert.ok(Math.abs(bins.reduce((sum, bin) => sum + bin[side], 0) - 1) < 1e-9);
      }
    },
  },
  {
    name: 'an unknown method, a bad threshold and a foreign state are refused',
    async run(detector) {
      const fit = (config: { method?: string; threshold?: number }) => () => detector.fit(numbers(51, 100), config);
      await rejectsWithCode('PEN_DRIFT_INVALID', fit({ method: 'no-such-method' }));
      await rejectsWithCode('PEN_DRIFT_INVALID', fit({ threshold: Number.NaN }));
      const foreign: readonly JsonValue[] = [null, 7, 'state', [], {}, { version: -1 }];
      for (const state of foreign)
        await rejectsWithCode('PEN_DRIFT_INVALID', () => detector.compare(state, numbers(52, 100)));
    },
  },
]);
