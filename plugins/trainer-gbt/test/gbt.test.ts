import { describe, expect, test } from 'vitest';
import { makeDataset } from '../src/dataset/dataset.ts';
import { Booster } from '../src/gbt/booster.ts';
import { featureImportance } from '../src/gbt/feature-importance.ts';
import { type GbtParams, gbtParams } from '../src/gbt/gbt-params.ts';
import { type GbtRun, trainGbt } from '../src/gbt/train-gbt.ts';
import type { Tree } from '../src/gbt/tree.ts';
import { linearParams } from '../src/linear/linear-params.ts';
import { trainLinear } from '../src/linear/train-linear.ts';
import { parseModel } from '../src/scorer/parse-model.ts';
import { syntheticData } from './synthetic-data.ts';

const data = syntheticData({ rows: 3000 });
const valid = syntheticData({ rows: 1500, seed: 2 });
const random = { featureFraction: 0.6, baggingFraction: 0.7, baggingFreq: 2 };

function train(params: Partial<GbtParams> = {}, options: GbtRun & { seed?: number; validate?: boolean } = {}) {
  const { seed = 1, validate, ...run } = options;
  const input = { train: data, params: gbtParams.parse({ numTrees: 25, ...params }), seed };
  return trainGbt(validate ? { ...input, valid } : input, run);
}

describe('boosting', () => {
  test('lowers the loss with every tree, and finds the structure of unseen data', async () => {
    const { trainLoss, validLoss } = await train({}, { validate: true });
    expect(trainLoss).toHaveLength(25);
    expect(trainLoss.every((loss, at) => at === 0 || loss < trainLoss[at - 1]!)).toBe(true);
    const rate = valid.label.reduce((sum, value) => sum + value) / valid.rows;
    const entropy = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
    expect(validLoss.at(-1)!).toBeLessThan(0.93 * entropy);
  });

  test('fits a regression better than its mean', async () => {
    const regression = syntheticData({ rows: 2000, task: 'regression' });
    const input = { train: regression, params: gbtParams.parse({}), seed: 1 };
    const { trainLoss } = await trainGbt(input);
    expect(trainLoss.at(-1)!).toBeLessThan(trainLoss[0]! / 20);
  });

  test('gives the same model for the same seed, and another for another', async () => {
    const [first, again, other] = [await train(random), await train(random), await train(random, { seed: 2 })];
    expect(again.model).toEqual(first.model);
    expect(other.model.trees).not.toEqual(first.model.trees);
  });

  test('does not let rows of no weight have a say', async () => {
    const label = data.label.map((value, row) => (row % 3 === 0 ? 1 - value : value));
    const weights = data.label.map((_, row) => (row % 3 === 0 ? 0 : 1));
    const params = gbtParams.parse({ numTrees: 10 });
    const weighted = (labels: Float64Array) =>
      trainGbt({ train: makeDataset({ ...data, label: labels, weights }), params, seed: 1 });
    expect((await weighted(label)).model.trees).toEqual((await weighted(data.label)).model.trees);
  });

  test('learns which side missing values belong to', async () => {
    const values = Float64Array.from({ length: 400 }, (_, row) => (row % 2 ? Number.NaN : row));
    for (const missingIs of [0, 1]) {
      const label = values.map((value) => (Number.isNaN(value) ? missingIs : Number(value < 200)));
      const one = makeDataset({ task: 'binary', columns: [{ name: 'x', type: 'numeric', values }], label });
      const { model } = await trainGbt({
        train: one,
        params: gbtParams.parse({ numTrees: 1, numLeaves: 2, minDataInBin: 1 }),
        seed: 1,
      });
      const [tree] = model.trees;
      expect(tree?.threshold[0]).toBe(199);
      expect(tree?.missingLeft[0]).toBe(missingIs);
    }
  });

  test('splits off missing values alone where only they matter', async () => {
    const values = Float64Array.from({ length: 400 }, (_, row) => (row % 2 ? Number.NaN : 7));
    const label = values.map((value) => Number(Number.isNaN(value)));
    const one = makeDataset({ task: 'binary', columns: [{ name: 'x', type: 'numeric', values }], label });
    const { model } = await trainGbt({ train: one, params: gbtParams.parse({ numTrees: 1 }), seed: 1 });
    expect(model.trees[0]).toMatchObject({ threshold: [null], missingLeft: [0], rows: [200, 200] });
  });
});

describe('a tree', () => {
  const depthOf = (tree: Tree, node = 0): number =>
    node < 0 || tree.feature.length === 0
      ? 0
      : 1 + Math.max(depthOf(tree, tree.left[node]!), depthOf(tree, tree.right[node]!));

  test('keeps to the number of leaves, the depth and the size of leaves asked for', async () => {
    const { model } = await train({ numLeaves: 12, maxDepth: 4, minDataInLeaf: 50 });
    for (const tree of model.trees) {
      expect(tree.value.length).toBeLessThanOrEqual(12);
      expect(depthOf(tree)).toBeLessThanOrEqual(4);
      expect(Math.min(...tree.rows)).toBeGreaterThanOrEqual(50);
      expect(tree.rows.reduce((sum, rows) => sum + rows)).toBe(data.rows);
    }
    expect(Math.max(...model.trees.map((tree) => depthOf(tree)))).toBe(4);
  });

  test('has only splits of more than the smallest gain', async () => {
    const { model } = await train({ minGainToSplit: 5 });
    expect(Math.min(...model.trees.flatMap(({ gain }) => gain))).toBeGreaterThanOrEqual(5);
  });

  test('puts no more categories on the chosen side than allowed', async () => {
    const { model } = await train({ maxCatThreshold: 3, minDataPerGroup: 1, catSmooth: 1 });
    const sets = model.trees.flatMap(({ categories }) => categories.filter((set) => set !== null));
    expect(sets.length).toBeGreaterThan(5);
    expect(Math.max(...sets.map((set) => set.length))).toBeLessThanOrEqual(3);
  });

  test('uses only its share of the features', async () => {
    const { model } = await train({ featureFraction: 0.25 });
    for (const { feature } of model.trees) expect(new Set(feature).size).toBe(1);
    expect(new Set(model.trees.flatMap(({ feature }) => feature)).size).toBeGreaterThan(2);
  });

  test('is grown on its share of the rows, drawn anew as often as asked', async () => {
    const { model } = await train({ baggingFraction: 0.5, baggingFreq: 5, numLeaves: 2 });
    for (const { rows } of model.trees) expect(rows.reduce((sum, count) => sum + count)).toBe(1500);
  });
});

describe('early stopping', () => {
  test('keeps the trees up to the lowest validation loss', async () => {
    const { model, validLoss } = await train(
      { numTrees: 400, earlyStoppingRound: 5, learningRate: 0.3 },
      { validate: true },
    );
    const best = validLoss.indexOf(Math.min(...validLoss)) + 1;
    expect(model.trees).toHaveLength(best);
    expect(validLoss).toHaveLength(best + 5);
  });

  test('does nothing without validation data', async () => {
    expect((await train({ earlyStoppingRound: 1 })).model.trees).toHaveLength(25);
  });
});

describe('a checkpoint', () => {
  test.each([
    ['alone', {}],
    ['with draws of rows and features', random],
    ['with early stopping', { earlyStoppingRound: 5, learningRate: 0.4 }],
  ])('gives the model of an uninterrupted run, bit for bit, %s', async (_, params) => {
    const checkpoints: string[] = [];
    const whole = await train(params, {
      validate: true,
      onTree: (event) => void checkpoints.push(JSON.stringify(event.checkpoint())),
    });
    for (const [at, text] of checkpoints.entries()) {
      if (at % 7 !== 0 && at !== checkpoints.length - 1) continue;
      const resumed = await train(params, { validate: true, checkpoint: JSON.parse(text) });
      expect(resumed.resumedTrees).toBe(at + 1);
      expect({ ...resumed, resumedTrees: 0 }).toEqual(whole);
    }
  });

  test('of other parameters, seed or data is not used', async () => {
    const checkpoints: GbtRun['checkpoint'][] = [];
    await train({ numTrees: 3 }, { onTree: (event) => void checkpoints.push(event.checkpoint()) });
    const checkpoint = checkpoints.at(-1);
    expect((await train({ numTrees: 3 }, { checkpoint })).resumedTrees).toBe(3);
    expect((await train({ numTrees: 4 }, { checkpoint })).resumedTrees).toBe(0);
    expect((await train({ numTrees: 3 }, { checkpoint, seed: 2 })).resumedTrees).toBe(0);
    expect((await train({ numTrees: 3 }, { checkpoint, validate: true })).resumedTrees).toBe(0);
  });
});

test('a cancelled training stops with its own code', async () => {
  const abort = new AbortController();
  const running = train({}, { signal: abort.signal, onTree: ({ trees }) => (trees === 2 ? abort.abort() : undefined) });
  await expect(running).rejects.toMatchObject({ code: 'PEN_ABORTED', message: /after 2 trees/ });
  await expect(train({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'PEN_ABORTED' });
});

test('one class only is refused', async () => {
  const one = makeDataset({ ...data, label: data.label.map(() => 1) });
  await expect(trainGbt({ train: one, params: gbtParams.parse({}), seed: 1 })).rejects.toMatchObject({
    code: 'PEN_TRAINING_DATA',
  });
});

test('validation data without a feature is refused', () => {
  const lacking = makeDataset({ ...valid, columns: valid.columns.slice(1) });
  const input = { train: data, valid: lacking, params: gbtParams.parse({}), seed: 1 };
  expect(() => new Booster(input)).toThrow(/validation data has no numeric column "price"/);
});

test('importance counts splits and sums gains', async () => {
  const { model } = await train();
  const splits = featureImportance(model, 'split');
  const total = model.trees.reduce((sum, { feature }) => sum + feature.length, 0);
  expect(Object.values(splits).reduce((sum, count) => sum + count)).toBe(total);
  expect(Object.keys(featureImportance(model, 'gain')).sort()).toEqual(['city', 'hour', 'kind', 'price']);
  expect(featureImportance(model, 'gain')['city']!).toBeGreaterThan(featureImportance(model, 'gain')['hour']!);
});

test.each([
  [{ numLeaves: 1 }],
  [{ learningRate: 0 }],
  [{ maxBin: 256 }],
  [{ featureFraction: 1.1 }],
  [{ num_leaves: 31 }],
])('parameters out of range or unknown are refused: %o', (params) => {
  expect(gbtParams.safeParse(params).success).toBe(false);
});

test('every parameter says what it is', () => {
  for (const [name, field] of Object.entries(gbtParams.shape)) expect(field.description, name).toBeTruthy();
});

test('labels and numbers of any size that is allowed give finite models', async () => {
  const large = syntheticData({ rows: 400, task: 'regression' });
  const columns = large.columns.map((column) =>
    column.type === 'numeric' ? { ...column, values: column.values.map((value) => value * 1e300) } : column,
  );
  const label = large.label.map((value) => Math.min(Math.max(value * 1e28, -1e30), 1e30));
  const train = makeDataset({ ...large, columns, label });
  const { model, trainLoss } = await trainGbt({ train, params: gbtParams.parse({ numTrees: 20 }), seed: 1 });
  expect(trainLoss.at(-1)!).toBeLessThan(trainLoss[0]! / 2);
  expect(parseModel(JSON.stringify(model), 'm')).toEqual(model);
  const linear = await trainLinear({ train, params: linearParams.parse({ numeric: 'both' }), seed: 1 });
  expect(parseModel(JSON.stringify(linear), 'm')).toEqual(linear);
});
