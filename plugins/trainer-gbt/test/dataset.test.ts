import { PenstockError } from '@penstock/core';
import {
  Bool,
  Dictionary,
  Float32,
  Float64,
  Int32,
  Int64,
  Table,
  TimestampMillisecond,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { datasetFromArrow } from '../src/dataset/arrow-dataset.ts';
import type { Column } from '../src/dataset/column.ts';
import { makeDataset, requireBothClasses } from '../src/dataset/dataset.ts';
import { learnBins } from '../src/dataset/feature-bins.ts';

const numeric = (name: string, ...values: number[]): Column => ({
  name,
  type: 'numeric',
  values: Float64Array.from(values),
});
const label = Float64Array.of(0, 1);

function problem(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (PenstockError.is(error, 'PEN_TRAINING_DATA')) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a data set', () => {
  test.each([
    ['without rows', { columns: [numeric('x')], label: new Float64Array(0) }, /has no rows/],
    ['without features', { columns: [], label }, /has no feature columns/],
    ['with a feature twice', { columns: [numeric('x', 1, 2), numeric('x', 1, 2)], label }, /"x" twice/],
    ['with columns of unequal length', { columns: [numeric('x', 1, 2, 3)], label }, /2 labels but 3 values.*"x"/],
    [
      'with missing labels',
      { columns: [numeric('x', 1, 2)], label: Float64Array.of(1, Number.NaN) },
      /1 rows without a label/,
    ],
    [
      'with a label that is no class',
      { columns: [numeric('x', 1, 2)], label: Float64Array.of(1, 2) },
      /label 2; a binary/,
    ],
    [
      'with an infinite label',
      { columns: [numeric('x', 1, 2)], label: Float64Array.of(1, Infinity) },
      /label Infinity; labels are at most/,
    ],
    ['with a negative weight', { columns: [numeric('x', 1, 2)], label, weights: Float64Array.of(1, -1) }, /weight -1/],
    [
      'with too few weights',
      { columns: [numeric('x', 1, 2)], label, weights: Float64Array.of(1) },
      /2 labels but 1 weights/,
    ],
    ['of no weight', { columns: [numeric('x', 1, 2)], label, weights: Float64Array.of(0, 0) }, /no weight above 0/],
  ])('%s is refused', (_, input, message) => {
    expect(problem(() => makeDataset({ task: 'binary', ...input }, 'train data'))).toMatch(message);
  });

  test('with one class only cannot be trained on', () => {
    const one = makeDataset({ task: 'binary', columns: [numeric('x', 1, 2)], label: Float64Array.of(1, 1) });
    expect(problem(() => requireBothClasses(one))).toMatch(/one class only: every label is 1/);
    requireBothClasses(
      makeDataset({ task: 'regression', columns: [numeric('x', 1, 2)], label: Float64Array.of(1, 1) }),
    );
  });
});

describe('an Arrow table', () => {
  const table = tableFromIPC(
    tableToIPC(
      new Table({
        float: vectorFromArray([1.5, null, Number.NaN, -2], new Float64()),
        single: vectorFromArray([1.5, 2, 3, 4], new Float32()),
        whole: vectorFromArray([1, null, 3, 4], new Int32()),
        big: vectorFromArray([1n, 2n, null, 2n ** 40n], new Int64()),
        flag: vectorFromArray([true, false, null, true], new Bool()),
        text: vectorFromArray(['a', null, 'b', 'a'], new Utf8()),
        dict: vectorFromArray(['x', 'y', null, 'x'], new Dictionary(new Utf8(), new Int32())),
        when: vectorFromArray(
          [1, 2, 3, 4].map((at) => new Date(at)),
          new TimestampMillisecond(),
        ),
        label: vectorFromArray([0, 1, 0, 1], new Int32()),
        weight: vectorFromArray([1, 2, 3, 4], new Float32()),
      }),
    ),
  );
  const read = (name: string, type: 'numeric' | 'categorical', from = table) => {
    const [column] = datasetFromArrow(from, { features: [{ name, type }], label: 'label', task: 'binary' }).columns;
    if (column?.type !== 'categorical') return [...(column?.values ?? [])];
    const { codes, dictionary } = column;
    return Array.from(codes, (code) => dictionary[code] ?? null);
  };

  test('gives numbers of every width and booleans, null as NaN', () => {
    expect(read('float', 'numeric')).toEqual([1.5, Number.NaN, Number.NaN, -2]);
    expect(read('single', 'numeric')).toEqual([1.5, 2, 3, 4]);
    expect(read('whole', 'numeric')).toEqual([1, Number.NaN, 3, 4]);
    expect(read('big', 'numeric')).toEqual([1, 2, Number.NaN, 2 ** 40]);
    expect(read('flag', 'numeric')).toEqual([1, 0, Number.NaN, 1]);
  });

  test('gives categories of text, dictionaries, integers and booleans, null as missing', () => {
    expect(read('text', 'categorical')).toEqual(['a', null, 'b', 'a']);
    expect(read('dict', 'categorical')).toEqual(['x', 'y', null, 'x']);
    expect(read('whole', 'categorical')).toEqual(['1', null, '3', '4']);
    expect(read('big', 'categorical')).toEqual(['1', '2', null, String(2 ** 40)]);
    expect(read('flag', 'categorical')).toEqual(['true', 'false', null, 'true']);
  });

  test('of several batches and slices gives the same as one', () => {
    const both = table.slice(1, 3).concat(table.slice(0, 2));
    for (const [name, type] of [
      ['float', 'numeric'],
      ['big', 'numeric'],
      ['flag', 'numeric'],
      ['text', 'categorical'],
      ['dict', 'categorical'],
    ] as const) {
      const all = read(name, type);
      expect(read(name, type, both)).toEqual([all[1], all[2], all[0], all[1]]);
    }
  });

  test('gives label and weights as numbers', () => {
    const roles = { features: [{ name: 'float', type: 'numeric' as const }], label: 'label', weight: 'weight' };
    const data = datasetFromArrow(table, { ...roles, task: 'binary' });
    expect([[...data.label], [...(data.weights ?? [])]]).toEqual([
      [0, 1, 0, 1],
      [1, 2, 3, 4],
    ]);
  });

  test('with a column that cannot be used is refused by name', () => {
    expect(problem(() => read('when', 'numeric'))).toMatch(/"when" is Timestamp.*not a number/);
    expect(problem(() => read('text', 'numeric'))).toMatch(/"text" is Utf8, not a number/);
    expect(problem(() => read('float', 'categorical'))).toMatch(/"float" is Float64, not text/);
    expect(problem(() => read('nowhere', 'numeric'))).toMatch(/no column "nowhere"; it has: float, single/);
  });

  test('with nulls in the label is refused', () => {
    const roles = {
      features: [{ name: 'float', type: 'numeric' as const }],
      label: 'whole',
      task: 'regression' as const,
    };
    expect(problem(() => datasetFromArrow(table, roles))).toMatch(/1 rows without a label/);
  });
});

test('the most frequent categories get a bin, and the order of the dictionary does not matter', () => {
  const bins = (dictionary: string[], codes: number[]) =>
    learnBins(
      makeDataset({
        task: 'regression',
        columns: [{ name: 'c', type: 'categorical', codes: Int32Array.from(codes), dictionary }],
        label: new Float64Array(codes.length),
      }),
      { maxNumeric: 9, maxCategories: 3, minRows: 2 },
      1,
    )[0];
  const expected = { name: 'c', type: 'categorical', known: 3, categories: ['b', 'a', 'c'] };
  expect(bins(['a', 'b', 'c', 'd', 'rare'], [0, 0, 1, 1, 1, 2, 2, 3, 3, 4, -1])).toEqual(expected);
  expect(bins(['d', 'c', 'b', 'a', 'rare', 'b'], [3, 3, 2, 5, 2, 1, 1, 0, 0, 4, 99])).toEqual(expected);
});
