import type { FeatureValue, Task } from '@penstock/core/contracts';
import { describe, expect, test } from 'vitest';
import { makeDataset } from '../src/dataset/dataset.ts';
import { gbtParams } from '../src/gbt/gbt-params.ts';
import { trainGbt } from '../src/gbt/train-gbt.ts';
import { linearParams } from '../src/linear/linear-params.ts';
import { trainLinear } from '../src/linear/train-linear.ts';
import { gbtToOnnx } from '../src/onnx/gbt-to-onnx.ts';
import { linearToOnnx } from '../src/onnx/linear-to-onnx.ts';
import type { NativeModel } from '../src/scorer/parse-model.ts';
import { scorerOf } from '../src/scorer/scorer-of.ts';
import { onnxScores } from './onnx-session.ts';
import { rowsOf, syntheticData } from './synthetic-data.ts';

const tasks: readonly Task[] = ['binary', 'regression'];
const train = (task: Task) => syntheticData({ task, rows: 3000 });
const gbt = async (task: Task, params = {}) =>
  (await trainGbt({ train: train(task), params: gbtParams.parse({ numTrees: 30, ...params }), seed: 3 })).model;
const linear = (task: Task, params = {}) =>
  trainLinear({ train: train(task), params: linearParams.parse(params), seed: 3 });

/** Everything a caller may send that no training row had. */
const strange: Record<string, FeatureValue>[] = [
  {},
  { price: null, hour: null, kind: null, city: null },
  { price: Number.NaN, hour: Number.NaN, kind: 'never seen', city: 'never seen' },
  { price: Infinity, hour: -Infinity, kind: 'plain', city: 'c0' },
  { price: Number.MAX_VALUE, hour: -Number.MAX_VALUE, kind: 'fancy', city: '' },
  { price: -0, hour: 5e-324, kind: '', city: ' c1' },
  { price: 1e300, hour: 17, kind: 'ünïcode', city: 'C1' },
];

async function differ(model: NativeModel, rows: readonly Record<string, FeatureValue>[]): Promise<number> {
  const bytes = model.format === 'penstock-gbt' ? gbtToOnnx(model) : linearToOnnx(model);
  const scores = await onnxScores(bytes, model.features, rows);
  const scorer = scorerOf(model);
  expect(scores).toHaveLength(rows.length);
  return Math.max(...rows.map((row, at) => Math.abs(scorer.scoreRow(row) - scores[at]!)));
}

describe.each(tasks)('the ONNX file of a %s model', (task) => {
  const rows = [...rowsOf(syntheticData({ task, rows: 2000, seed: 9, cities: 60 })), ...strange];

  test('scores as the scorer does: trees, with nulls, NaN and unknown categories', async () => {
    expect(await differ(await gbt(task), rows)).toBeLessThanOrEqual(1e-6);
  });

  test('scores as the scorer does: trees that split categories one against the rest', async () => {
    expect(await differ(await gbt(task, { maxCatToOnehot: 100, minDataInLeaf: 2 }), rows)).toBeLessThanOrEqual(1e-6);
  });

  test.each([
    ['buckets', {}],
    ['standardised numbers', { numeric: 'standardized' }],
    ['both, and pairs', { numeric: 'both', crosses: 'all' }],
    ['pairs that share weights', { crosses: 'city*hour,city*kind', hashBits: 8 }],
  ])('scores as the scorer does: linear over %s', async (_, params) => {
    expect(await differ(await linear(task, params), rows)).toBeLessThanOrEqual(1e-6);
  });
});

test('the ONNX file of a model without any split gives the constant', async () => {
  const model = await gbt('binary', { numTrees: 2, minDataInLeaf: 3000 });
  expect(model.trees[0]?.feature).toEqual([]);
  expect(await differ(model, strange)).toBeLessThanOrEqual(1e-6);
});

test('the ONNX file of a model with one feature takes a data frame of one column', async () => {
  const { columns, label, task } = train('binary');
  for (const column of columns) {
    const only = makeDataset({ task, columns: [column], label });
    const trees = await trainGbt({ train: only, params: gbtParams.parse({ numTrees: 5 }), seed: 1 });
    expect(await differ(trees.model, strange)).toBeLessThanOrEqual(1e-6);
    const weights = await trainLinear({ train: only, params: linearParams.parse({ numeric: 'both' }), seed: 1 });
    expect(await differ(weights, strange)).toBeLessThanOrEqual(1e-6);
  }
});

test('the ONNX file of a model that knows no category and no number takes everything as missing', async () => {
  const { label, task, rows } = train('binary');
  const empty = makeDataset({
    task,
    label,
    columns: [
      { name: 'price', type: 'numeric', values: new Float64Array(rows).fill(Number.NaN) },
      { name: 'city', type: 'categorical', codes: new Int32Array(rows).fill(-1), dictionary: [] },
    ],
  });
  const { model } = await trainGbt({ train: empty, params: gbtParams.parse({ numTrees: 2 }), seed: 1 });
  expect(await differ(model, strange)).toBeLessThanOrEqual(1e-6);
  expect(
    await differ(await trainLinear({ train: empty, params: linearParams.parse({}), seed: 1 }), strange),
  ).toBeLessThanOrEqual(1e-6);
});
