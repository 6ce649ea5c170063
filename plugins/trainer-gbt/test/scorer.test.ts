import type { FeatureValue } from '@penstock/core/contracts';
import { batchOfRows } from '@penstock/core/models';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeDataset } from '../src/dataset/dataset.ts';
import { Booster } from '../src/gbt/booster.ts';
import { gbtParams } from '../src/gbt/gbt-params.ts';
import { trainGbt } from '../src/gbt/train-gbt.ts';
import { linearParams } from '../src/linear/linear-params.ts';
import { trainLinear } from '../src/linear/train-linear.ts';
import { type NativeModel, parseModel } from '../src/scorer/parse-model.ts';
import { scorerOf } from '../src/scorer/scorer-of.ts';
import { rowsOf, syntheticData } from './synthetic-data.ts';

const data = syntheticData({ rows: 1500, task: 'regression' });
const input = {
  train: data,
  params: gbtParams.parse({ numTrees: 20, baggingFraction: 0.8, minDataInLeaf: 5 }),
  seed: 1,
};
const { model: trees } = await trainGbt(input);
const linear = await trainLinear({
  train: data,
  params: linearParams.parse({ numeric: 'both', crosses: 'all' }),
  seed: 1,
});
const models: readonly [string, NativeModel][] = [
  ['tree', trees],
  ['linear', linear],
];

const value: Record<string, fc.Arbitrary<FeatureValue>> = {
  price: fc.oneof(fc.double(), fc.constant(null), fc.boolean()),
  hour: fc.oneof(fc.integer({ min: -2, max: 25 }), fc.constant(undefined)),
  kind: fc.constantFrom('plain', 'fancy', 'ünïcode', '', 'else', null, undefined),
  city: fc.oneof(
    fc.nat(60).map((at) => `c${at}`),
    fc.constant(null),
    fc.integer(),
  ),
};
const row = fc.record(value, { requiredKeys: [] });

describe.each(models)('the scorer of a %s model', (_, model) => {
  const scorer = scorerOf(model);

  test('scores a row as it scores it in a batch, by name or by place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const batch = await scorer.scoreBatch(batchOfRows(rows, model));
        expect(rows.map((item) => scorer.scoreRow(item))).toEqual([...batch]);
        const places = rows.map((item) => model.features.map(({ name }) => item[name]));
        expect(places.map((item) => scorer.scoreRow(item))).toEqual([...batch]);
      }),
    );
  });

  test('takes an unknown category, null, NaN and an absent value alike', () => {
    const full = { price: 5, hour: 3, kind: 'fancy', city: 'c3' };
    for (const name of Object.keys(full)) {
      const { [name as keyof typeof full]: _, ...absent } = full;
      const odd = name === 'price' || name === 'hour' ? Number.NaN : 'never seen';
      const ways = [absent, { ...absent, [name]: null }, { ...absent, [name]: undefined }, { ...absent, [name]: odd }];
      expect(new Set(ways.map((way) => scorer.scoreRow(way))).size).toBe(1);
    }
  });

  test('refuses a text where a number belongs, and a batch of unequal columns', async () => {
    expect(() => scorer.scoreRow({ price: 'dear' })).toThrow(expect.objectContaining({ code: 'PEN_MODEL_INPUT' }));
    const columns = { price: { type: 'categorical' as const, codes: Int32Array.of(0), dictionary: ['a'] } };
    await expect(scorer.scoreBatch({ rows: 1, columns })).rejects.toMatchObject({ code: 'PEN_MODEL_INPUT' });
    const short = { price: { type: 'numeric' as const, values: Float64Array.of(1) } };
    await expect(scorer.scoreBatch({ rows: 2, columns: short })).rejects.toMatchObject({ code: 'PEN_MODEL_INPUT' });
  });

  test('is the same after writing and reading the model', async () => {
    const read = parseModel(JSON.stringify(model), 'model.json');
    expect(read).toEqual(model);
    const rows = rowsOf(data);
    const again = scorerOf(read);
    expect(rows.map((item) => again.scoreRow(item))).toEqual(rows.map((item) => scorer.scoreRow(item)));
  });

  test('scores a batch of thousands of rows without stopping other work', async () => {
    const rows = rowsOf(data);
    const many = Array.from({ length: 40_000 }, (_, at) => rows[at % rows.length] ?? {});
    let turns = 0;
    const ticker = setInterval(() => turns++, 0);
    const scores = await scorer.scoreBatch(batchOfRows(many, model));
    clearInterval(ticker);
    expect(turns).toBeGreaterThan(0);
    expect(scores[39_999]).toBe(scorer.scoreRow(many[39_999] ?? {}));
  });
});

test.each([
  ['drawn rows', { baggingFraction: 0.7 }],
  ['all rows', {}],
  ['few bins', { maxBin: 8, maxCatToOnehot: 50 }],
])('a tree model scores the training rows as training did: %s', (_, params) => {
  for (const task of ['binary', 'regression'] as const) {
    const train = syntheticData({ rows: 800, task, seed: 5 });
    const booster = new Booster({ train, valid: train, params: gbtParams.parse({ numTrees: 8, ...params }), seed: 1 });
    while (!booster.finished) booster.step();
    const model: NativeModel = {
      ...trees,
      task: 'regression',
      base: booster.base,
      trees: booster.trees,
      features: featuresOf(booster),
    };
    const scorer = scorerOf(model);
    const scores = rowsOf(train).map((item) => scorer.scoreRow(item));
    expect(scores).toEqual([...booster.trainScores]);
    expect(scores).toEqual([...(booster.validScores ?? [])]);
  }
});

test('a binary model gives the probability of its log-odds', async () => {
  const train = syntheticData({ rows: 500 });
  const { model } = await trainGbt({ train, params: gbtParams.parse({ numTrees: 5 }), seed: 1 });
  const raw = scorerOf({ ...model, task: 'regression' });
  const scorer = scorerOf(model);
  for (const item of rowsOf(train)) expect(scorer.scoreRow(item)).toBe(1 / (1 + Math.exp(-raw.scoreRow(item))));
});

test('values beyond those seen in training score as the nearest ones', async () => {
  const values = Float64Array.from({ length: 100 }, (_, at) => at);
  const train = makeDataset({ task: 'regression', columns: [{ name: 'x', type: 'numeric', values }], label: values });
  const { model } = await trainGbt({ train, params: gbtParams.parse({ numTrees: 5, minDataInLeaf: 1 }), seed: 1 });
  const scorer = scorerOf(model);
  expect(scorer.scoreRow({ x: Infinity })).toBe(scorer.scoreRow({ x: 99 }));
  expect(scorer.scoreRow({ x: -Infinity })).toBe(scorer.scoreRow({ x: 0 }));
});

function featuresOf(booster: Booster): NativeModel['features'] {
  return booster.bins.map((bins) =>
    bins.type === 'numeric'
      ? { name: bins.name, type: bins.type }
      : { name: bins.name, type: bins.type, categories: [...bins.categories] },
  );
}
