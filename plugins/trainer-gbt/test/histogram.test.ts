import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learnBins } from '../src/dataset/feature-bins.ts';
import { binDataset } from '../src/gbt/bin-matrix.ts';
import { emptyHistogram, fillHistogram, selectFeatures, subtractHistogram } from '../src/gbt/histogram.ts';
import { RowPartition } from '../src/gbt/row-partition.ts';
import { syntheticData } from './synthetic-data.ts';

const data = syntheticData({ rows: 300 });
const matrix = binDataset(data, learnBins(data, { maxNumeric: 20, maxCategories: 20, minRows: 1 }, 1));
// Whole numbers, so that sums are exact in any order.
const gradients = Float32Array.from({ length: 600 }, (_, at) => ((at * 7919) % 21) - 10);
const histogramOf = (rows: Int32Array) => {
  const histogram = emptyHistogram(matrix);
  fillHistogram(histogram, matrix, { rows, gradients });
  return histogram;
};
const subset = fc.uniqueArray(fc.nat(299), { maxLength: 300 }).map((rows) => Int32Array.from(rows).sort());

test('a histogram holds the sums of each bin of each feature', () => {
  fc.assert(
    fc.property(subset, fc.nat(3), (rows, feature) => {
      const histogram = histogramOf(rows);
      const bins = matrix.columns[feature]!;
      for (let bin = 0; bin <= matrix.bins[feature]!.known; bin++) {
        const inBin = [...rows].filter((row) => bins[row] === bin);
        const cell = 3 * (matrix.offsets[feature]! + bin);
        expect([...histogram.subarray(cell, cell + 3)]).toEqual([
          inBin.reduce((sum, row) => sum + gradients[2 * row]!, 0),
          inBin.reduce((sum, row) => sum + gradients[2 * row + 1]!, 0),
          inBin.length,
        ]);
      }
    }),
    { numRuns: 30 },
  );
});

test('the parent less one child is the other child', () => {
  fc.assert(
    fc.property(subset, fc.func(fc.boolean()), (rows, goes) => {
      const left = rows.filter((row) => goes(row));
      const right = rows.filter((row) => !goes(row));
      const parent = histogramOf(rows);
      subtractHistogram(parent, histogramOf(left));
      expect(parent).toEqual(histogramOf(right));
    }),
    { numRuns: 30 },
  );
});

test('histograms over some features are those of the whole matrix, and empty elsewhere', () => {
  const rows = Int32Array.from({ length: 300 }, (_, row) => row);
  const histogram = emptyHistogram(matrix);
  fillHistogram(histogram, selectFeatures(matrix, [1, 3]), { rows, gradients });
  const whole = histogramOf(rows);
  const ends = [...matrix.offsets, matrix.totalBins];
  for (const feature of [0, 1, 2, 3]) {
    const cells = [ends[feature]! * 3, ends[feature + 1]! * 3] as const;
    const expected = feature % 2 === 1 ? whole.subarray(...cells) : new Float64Array(cells[1] - cells[0]);
    expect(histogram.subarray(...cells)).toEqual(expected);
  }
});

test('splitting a leaf keeps all rows, in their order', () => {
  fc.assert(
    fc.property(
      subset,
      fc.array(fc.tuple(fc.nat(5), fc.nat(3), fc.func(fc.boolean())), { maxLength: 5 }),
      (rows, splits) => {
        const partition = new RowPartition(rows.length);
        partition.start(rows);
        for (const [leaf, feature, goes] of splits) {
          const from = leaf % partition.leaves;
          const before = [...partition.rowsOf(from)];
          const bins = matrix.columns[feature]!;
          const goesLeft = Uint8Array.from({ length: matrix.bins[feature]!.known + 1 }, (_, bin) => Number(goes(bin)));
          const added = partition.split(from, bins, goesLeft);
          expect([...partition.rowsOf(from)]).toEqual(before.filter((row) => goesLeft[bins[row]!] === 1));
          expect([...partition.rowsOf(added)]).toEqual(before.filter((row) => goesLeft[bins[row]!] === 0));
        }
        const all = Array.from({ length: partition.leaves }, (_, leaf) => [...partition.rowsOf(leaf)]).flat();
        expect(all.sort((a, b) => a - b)).toEqual([...rows]);
      },
    ),
    { numRuns: 50 },
  );
});
