import type { EvaluationInput } from '@penstock/core/contracts';
import { rejectsWithCode } from '@penstock/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { options } from '../src/options.ts';
import { TabularEvaluator } from '../src/tabular-evaluator.ts';
import { generated } from './generated-rows.ts';

const evaluator = new TabularEvaluator(options.parse({}));
const evaluate = (input: Partial<EvaluationInput>) =>
  evaluator.evaluate({
    task: 'binary',
    scores: new Float64Array(),
    labels: new Float64Array(),
    slices: {},
    minSliceRows: 1,
    ...input,
  });

const binaryRows = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 80 })
  .map((rows) => ({
    scores: Float64Array.from(rows, ([score]) => score),
    labels: Float64Array.from(rows, ([, label]) => label),
  }));

test('the area under the ROC curve is the share of pairs in order, whatever the scores', async () => {
  await fc.assert(
    fc.asyncProperty(binaryRows, async ({ scores, labels }) => {
      let [pairs, wins] = [0, 0];
      for (const [i, a] of scores.entries())
        for (const [j, b] of scores.entries()) {
          if (labels[i] !== 1 || labels[j] !== 0) continue;
          pairs += 1;
          wins += a > b ? 1 : a === b ? 0.5 : 0;
        }
      const { auc } = (await evaluate({ scores, labels })).metrics;
      if (pairs === 0) expect(auc).toBeUndefined();
      else expect(auc).toBeCloseTo(wins / pairs, 10);
    }),
  );
});

test('no metric, interval or curve is ever NaN, and curves stay short', async () => {
  await fc.assert(
    fc.asyncProperty(binaryRows, fc.constantFrom('binary' as const, 'regression' as const), async (rows, task) => {
      const { metrics, intervals, curves } = await evaluate({ ...rows, task });
      for (const value of [...Object.values(metrics), ...Object.values(intervals).flat()]) expect(value).not.toBeNaN();
      for (const curve of Object.values(curves)) {
        expect(curve.length).toBeLessThanOrEqual(200);
        expect(curve.flat()).not.toContain(Number.NaN);
      }
    }),
  );
});

test('thinned curves keep the area of the whole', async () => {
  const rows = generated({ seed: 5, rows: 20_000, low: 0, high: 1, digits: 12, power: 2 });
  const { metrics, curves } = await evaluate(rows);
  const roc = curves['roc'] ?? [];
  expect(roc.length).toBeGreaterThan(100);
  const area = roc
    .slice(1)
    .reduce((sum, [x, y], i) => sum + (x - (roc[i]?.[0] ?? 0)) * ((y + (roc[i]?.[1] ?? 0)) / 2), 0);
  expect(area).toBeCloseTo(metrics['auc'] ?? 0, 3);
});

test('lift compares the best scored rows with all, ties at the border in part', async () => {
  const scores = Float64Array.from({ length: 100 }, (_, row) => (row < 5 ? 0.9 : row < 15 ? 0.8 : 0.1));
  const labels = Float64Array.from({ length: 100 }, (_, row) => (row < 5 || (row >= 10 && row < 15) ? 1 : 0));
  const { metrics, curves } = await evaluate({ scores, labels });
  expect(metrics['lift_top_10']).toBeCloseTo((5 + 2.5) / 10 / 0.1, 12);
  const lift = [
    [0.05, 10],
    [0.15, 20 / 3],
    [1, 1],
  ];
  expect(curves['lift']?.flat().map((value) => value.toFixed(9))).toEqual(lift.flat().map((value) => value.toFixed(9)));
});

test('scores beyond 0 and 1 have no probability metrics but a ranking', async () => {
  const { metrics, curves } = await evaluate({ scores: Float64Array.of(-3, 0.5, 7), labels: Float64Array.of(0, 0, 1) });
  expect(metrics).toMatchObject({ auc: 1 });
  expect(metrics).not.toHaveProperty('logloss');
  expect(metrics).not.toHaveProperty('ece');
  expect(curves).not.toHaveProperty('calibration');
});

test('log loss of certain and wrong scores is large but finite', async () => {
  const { metrics } = await evaluate({ scores: Float64Array.of(0, 1), labels: Float64Array.of(1, 0) });
  expect(metrics['logloss']).toBeCloseTo(52 * Math.LN2, 6);
});

test('relative error is left out when a label is 0', async () => {
  const scores = Float64Array.of(1, 2);
  const withZero = await evaluate({ task: 'regression', scores, labels: Float64Array.of(0, 2) });
  expect(withZero.metrics).not.toHaveProperty('mape');
  const without = await evaluate({ task: 'regression', scores, labels: Float64Array.of(2, 2) });
  expect(without.metrics['mape']).toBe(0.25);
});

test('slices come column by column, the largest first, rows without a value among them', async () => {
  const slices = {
    hour: { codes: Int32Array.of(0, 1, 1, -1, -1, -1), dictionary: ['6', '7'] },
    origin: { codes: Int32Array.of(0, 0, 0, 0, 0, 0), dictionary: ['ORD'] },
  };
  const labels = Float64Array.of(0, 1, 0, 1, 0, 1);
  const found = await evaluate({ scores: labels, labels, slices });
  expect(found.slices.map(({ slice, value, rows }) => [slice, value, rows])).toEqual([
    ['hour', '<null>', 3],
    ['hour', '7', 2],
    ['hour', '6', 1],
    ['origin', 'ORD', 6],
  ]);
});

test.each([
  [
    'a label of a binary task that is no class',
    { scores: Float64Array.of(0.5), labels: Float64Array.of(2) },
    'label 2',
  ],
  ['a row the model did not score', { scores: Float64Array.of(Number.NaN), labels: Float64Array.of(1) }, 'score NaN'],
  [
    'fewer labels than scores',
    { scores: Float64Array.of(0.5, 0.5), labels: Float64Array.of(1) },
    '2 scores, but 1 labels',
  ],
  [
    'fewer rows in a slice',
    {
      scores: Float64Array.of(0.5),
      labels: Float64Array.of(1),
      slices: { hour: { codes: Int32Array.of(), dictionary: [] } },
    },
    'slice "hour"',
  ],
  [
    'an infinite label of a regression',
    { task: 'regression' as const, scores: Float64Array.of(1), labels: Float64Array.of(Number.POSITIVE_INFINITY) },
    'label Infinity',
  ],
])('%s is refused by name', async (_, input, message) => {
  const error = await rejectsWithCode('PEN_METRIC_UNDEFINED', () => evaluate(input));
  expect(error.message).toContain(message);
});
