import { Bool, Float32, Int64, Table, tableFromArrays, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOfRows, category, featureBatch, features, numeric } from '../../src/models/index.ts';

const spec = features({ size: numeric('size'), place: category('place') });

test('A batch of rows and an Arrow batch of the same features are the same', () => {
  const row = fc.record({
    size: fc.option(fc.double(), { nil: null }),
    place: fc.option(fc.string({ unit: 'grapheme', maxLength: 3 }), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const table = new Table({
        size: vectorFromArray(rows.map(({ size }) => size)),
        place: vectorFromArray(
          rows.map(({ place }) => place),
          new Utf8(),
        ),
      });
      if (table.numCols < 2 || rows.every(({ size, place }) => size === null || place === null)) return;
      expect(featureBatch(table, spec)).toEqual(batchOfRows(rows, spec));
    }),
  );
});

test('Dictionaries are taken as they are, and their nulls as code -1', () => {
  const table = tableFromArrays({ size: new Float64Array([1, 2, 3]) }).assign(
    new Table({ place: vectorFromArray(['b', null, 'a']) }),
  );
  const { columns } = featureBatch(table, spec);
  expect(columns['place']).toEqual({ type: 'categorical', codes: Int32Array.of(0, -1, 1), dictionary: ['b', 'a'] });
  expect(columns['size']).toEqual({ type: 'numeric', values: Float64Array.of(1, 2, 3) });
});

test('Slices, several chunks and other number types give doubles', () => {
  const number = features({ size: numeric('size') });
  const values = (table: Table) => {
    const column = featureBatch(table, number).columns['size'];
    return column?.type === 'numeric' ? [...column.values] : [];
  };
  const table = tableFromArrays({ size: new Float64Array([1, 2, 3, 4]) });
  expect(values(table.slice(1, 3))).toEqual([2, 3]);
  expect(values(table.slice(2).concat(table.slice(0, 1)))).toEqual([3, 4, 1]);
  expect(values(new Table({ size: vectorFromArray([1n, null, -2n], new Int64()) }))).toEqual([1, Number.NaN, -2]);
  expect(values(new Table({ size: vectorFromArray([0.5], new Float32()) }))).toEqual([0.5]);
  expect(values(new Table({ size: vectorFromArray([true, false], new Bool()) }))).toEqual([1, 0]);
});

test.each<[string, Record<string, Vector>, string]>([
  ['that is missing', { size: vectorFromArray([1]) }, 'place'],
  ['of text for a number', { size: vectorFromArray(['1']), place: vectorFromArray(['a']) }, 'size'],
  ['of numbers for text', { size: vectorFromArray([1]), place: vectorFromArray([1]) }, 'place'],
])('A feature column %s is refused by name', (_, columns, name) => {
  expect(() => featureBatch(new Table(columns), spec)).toThrow(
    expect.objectContaining({ code: 'PEN_MODEL_INPUT', details: { at: name } }),
  );
});
