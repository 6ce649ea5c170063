import { PenstockError } from '@penstock/core';
import { describe, expect, test } from 'vitest';
import { gbtParams } from '../src/gbt/gbt-params.ts';
import { trainGbt } from '../src/gbt/train-gbt.ts';
import { linearParams } from '../src/linear/linear-params.ts';
import { trainLinear } from '../src/linear/train-linear.ts';
import { parseModel } from '../src/scorer/parse-model.ts';
import { syntheticData } from './synthetic-data.ts';

const train = syntheticData({ rows: 600 });
const { model: trees } = await trainGbt({ train, params: gbtParams.parse({ numTrees: 3 }), seed: 1 });
const linear = await trainLinear({
  train,
  params: linearParams.parse({ crosses: 'kind*city', numeric: 'both' }),
  seed: 1,
});
const node = trees.trees[0]?.feature.indexOf(3) ?? 0;

function problem(text: string): string {
  try {
    parseModel(text, 'dir/model.json');
  } catch (error) {
    if (!PenstockError.is(error, 'PEN_MODEL_INVALID')) throw error;
    expect(error.details.at).toBe('dir/model.json');
    return error.message;
  }
  return 'no problem';
}

/** The model's text with the value at a path replaced. */
function changed(model: object, path: readonly (string | number)[], value: unknown): string {
  const copy: unknown = JSON.parse(JSON.stringify(model));
  const parent = path.slice(0, -1).reduce((item, key) => (item as Record<string, unknown>)[key], copy);
  (parent as Record<string, unknown>)[path.at(-1) ?? ''] = value;
  return JSON.stringify(copy);
}

describe('a model file', () => {
  test.each([
    ['cut short', JSON.stringify(trees).slice(0, -5), /dir\/model.json is not JSON/],
    ['empty', '', /is not JSON/],
    ['of null', 'null', /not of a known format/],
    ['of another format', '{"format":"lightgbm"}', /not of a known format/],
    ['of a later version', changed(trees, ['version'], 2), /penstock-gbt version 2; this version reads 1/],
    ['of a version that is no number', changed(linear, ['version'], null), /penstock-linear version null/],
  ])('%s is refused', (_, text, message) => expect(problem(text)).toMatch(message));

  test.each<[string, (string | number)[], unknown, RegExp]>([
    ['an unknown field', ['extra'], 1, /damaged at the top/],
    ['a base that is no number', ['base'], null, /damaged at base/],
    ['no trees', ['trees'], [], /damaged at trees/],
    ['a feature listed twice', ['features', 1, 'name'], 'price', /listed twice/],
    ['a category listed twice', ['features', 2, 'categories'], ['a', 'a'], /category of "kind" is listed twice/],
    ['lists of unequal length', ['trees', 1, 'gain'], [1], /tree 1: its lists differ/],
    ['a missing leaf', ['trees', 1, 'value'], [1], /tree 1: its leaves do not fit/],
    ['a circle', ['trees', 0, 'left', 1], 0, /tree 0: node 1 has the child 0/],
    ['a child outside', ['trees', 0, 'right', 0], 4000, /node 0 has the child 4000/],
    ['a leaf outside', ['trees', 0, 'right', 0], -4000, /node 0 has the child -4000/],
    ['an unknown feature', ['trees', 0, 'feature', 0], 9, /node 0 splits by feature 9/],
    ['a threshold for categories', ['trees', 0, 'categories', node], null, /has no categories of "city"/],
    [
      'a category that is not listed',
      ['trees', 0, 'categories', node],
      [4000],
      /category of "city" that is not listed/,
    ],
  ])('of trees with %s is refused', (_, path, value, message) =>
    expect(problem(changed(trees, path, value))).toMatch(message),
  );

  test.each<[string, (string | number)[], unknown, RegExp]>([
    ['a feature listed twice', ['features', 1, 'name'], 'price', /listed twice/],
    ['bounds that fall', ['bounds', 0], [2, 1], /bounds of "price" do not rise/],
    ['bounds of a category', ['bounds', 2], [1], /bounds of "kind" do not fit/],
    ['too few bounds', ['bounds'], [], /differ in length/],
    ['a table of an unknown feature', ['tables', 0, 'features'], [7], /table 0 reads no known feature/],
    ['a table of unequal lists', ['tables', 0, 'multipliers'], [1, 2], /table 0 has unequal lists/],
    ['an empty table', ['tables', 0, 'weights'], [], /damaged at tables.0.weights/],
    ['a scaled category', ['scaled', 0, 'feature'], 2, /not a numeric one/],
    ['no deviation', ['scaled', 0, 'deviation'], 0, /damaged at scaled.0.deviation/],
  ])('of weights with %s is refused', (_, path, value, message) =>
    expect(problem(changed(linear, path, value))).toMatch(message),
  );
});
