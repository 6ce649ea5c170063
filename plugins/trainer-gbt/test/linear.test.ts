import { PenstockError } from '@penstock/core';
import { describe, expect, test } from 'vitest';
import { makeDataset } from '../src/dataset/dataset.ts';
import { featurePairs } from '../src/linear/feature-pairs.ts';
import { type LinearParams, linearParams } from '../src/linear/linear-params.ts';
import { tableShape } from '../src/linear/table-shape.ts';
import { type LinearRun, trainLinear } from '../src/linear/train-linear.ts';
import { scorerOf } from '../src/scorer/scorer-of.ts';
import { rowsOf, syntheticData } from './synthetic-data.ts';

const data = syntheticData({ rows: 4000 });
const train = (params: Partial<LinearParams> = {}, seed = 1, run: LinearRun = {}) =>
  trainLinear({ train: data, params: linearParams.parse(params), seed }, run);

describe('the linear baseline', () => {
  test('gives the same model for the same seed, and another for another', async () => {
    expect(await train()).toEqual(await train());
    expect((await train({}, 2)).tables).not.toEqual((await train()).tables);
  });

  test('has a lower loss with every pass', async () => {
    const losses: number[] = [];
    await train({ passes: 4 }, 1, { onPass: ({ trainLoss }) => void losses.push(trainLoss) });
    expect(losses).toHaveLength(4);
    expect(losses.every((loss, at) => at === 0 || loss < losses[at - 1]!)).toBe(true);
  });

  test('finds the weights that made the labels of a regression', async () => {
    const x = Float64Array.from({ length: 3000 }, (_, row) => (row * 37) % 100);
    const codes = Int32Array.from({ length: 3000 }, (_, row) => ((row * 7) % 4) - 1);
    const label = x.map((value, row) => 1000 + 3 * value + [50, 0, -20, 8][codes[row]! + 1]!);
    const columns = [
      { name: 'x', type: 'numeric' as const, values: x },
      { name: 'c', type: 'categorical' as const, codes, dictionary: ['a', 'b', 'c'] },
    ];
    const made = makeDataset({ task: 'regression', columns, label });
    const params = linearParams.parse({ numeric: 'standardized', passes: 20 });
    const scorer = scorerOf(await trainLinear({ train: made, params, seed: 1 }));
    for (const [row, item] of rowsOf(made).slice(0, 200).entries())
      expect(Math.abs(scorer.scoreRow(item) - label[row]!)).toBeLessThan(3);
  });

  test('sees an interaction only with the pair of its features', async () => {
    const random = syntheticData({ rows: 4000, missing: 0 });
    const [hour, kind] = [random.columns[1], random.columns[2]];
    if (hour?.type !== 'numeric' || kind?.type !== 'categorical') throw new TypeError('other columns');
    const label = Float64Array.from(hour.values, (value, row) => Number(value > 11 === kind.codes[row]! > 1));
    const made = makeDataset({ task: 'binary', columns: [hour, kind], label });
    const lossWith = async (crosses: string) => {
      const losses: number[] = [];
      const params = linearParams.parse({ crosses, passes: 3 });
      await trainLinear({ train: made, params, seed: 1 }, { onPass: ({ trainLoss }) => void losses.push(trainLoss) });
      return losses.at(-1);
    };
    expect(await lossWith('none')).toBeGreaterThan(0.6);
    expect(await lossWith('hour*kind')).toBeLessThan(0.4);
  });

  test('counts a row of weight 0 not at all', async () => {
    const weights = data.label.map((_, row) => Number(row % 2 === 0));
    const flipped = data.label.map((value, row) => (row % 2 === 0 ? value : 1 - value));
    const weighted = (label: Float64Array) =>
      trainLinear({ train: makeDataset({ ...data, label, weights }), params: linearParams.parse({}), seed: 1 });
    expect(await weighted(flipped)).toEqual(await weighted(data.label));
  });

  test('has weights of 0 for what L1 regularisation does not let through', async () => {
    const zeros = async (lambdaL1: number) => {
      const weights = (await train({ lambdaL1 })).tables.flatMap((table) => table.weights);
      return weights.filter((weight) => weight === 0).length / weights.length;
    };
    expect(await zeros(0)).toBeLessThan(0.05);
    expect(await zeros(5)).toBeGreaterThan(0.15);
    expect(await zeros(1e6)).toBe(1);
  });

  test('stops with its own code when cancelled', async () => {
    const abort = new AbortController();
    const running = train({ passes: 5 }, 1, { signal: abort.signal, onPass: () => abort.abort() });
    await expect(running).rejects.toMatchObject({ code: 'PEN_ABORTED', message: /after 1 passes/ });
  });

  test('refuses one class only', async () => {
    const one = makeDataset({ ...data, label: data.label.map(() => 0) });
    const running = trainLinear({ train: one, params: linearParams.parse({}), seed: 1 });
    await expect(running).rejects.toMatchObject({ code: 'PEN_TRAINING_DATA' });
  });
});

test('pairs of features are none, all or those named', () => {
  const names = ['a', 'b', 'c'];
  expect(featurePairs('none', names)).toEqual([]);
  expect(featurePairs('all', names)).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
  expect(featurePairs('c*a, a*b', names)).toEqual([
    [2, 0],
    [0, 1],
  ]);
});

test.each(['a', 'a*d', 'a*a', 'a*b*c', '', 'a*b,'])('"%s" is not a list of pairs', (crosses) => {
  try {
    featurePairs(crosses, ['a', 'b', 'c']);
  } catch (error) {
    expect(PenstockError.is(error, 'PEN_TRAINING_PARAMS')).toBe(true);
    return;
  }
  throw new Error('it was taken');
});

test('every pair of codes has a weight of its own while they fit', () => {
  const { multipliers, size } = tableShape([0, 1], [5, 7], 64);
  const places = Array.from(
    { length: 35 },
    (_, at) => Math.floor(at / 7) * multipliers[0]! + (at % 7) * multipliers[1]!,
  );
  expect(new Set(places.map((place) => place % size)).size).toBe(35);
  expect(tableShape([0, 1], [500, 700], 256).size).toBe(256);
  expect(tableShape([0], [500, 700], 256)).toEqual({ features: [0], multipliers: [1], size: 256 });
});

test('every parameter says what it is', () => {
  for (const [name, field] of Object.entries(linearParams.shape)) expect(field.description, name).toBeTruthy();
});
