import { sampleRows } from '../sample-rows.ts';
import { seededRandom } from '../seeded-random.ts';
import type { CategoricalColumn, Column, NumericColumn } from './column.ts';
import type { Dataset } from './dataset.ts';
import { numericBounds } from './numeric-bounds.ts';

/**
 * How a feature's values become bins 0…known-1, with one more bin, `known`, for missing values. Numeric: `bounds` as made
 * by {@link numericBounds}. Categorical: bin b holds the category `categories[b]`; all others count as missing.
 */
export type FeatureBins =
  | { readonly name: string; readonly type: 'numeric'; readonly known: number; readonly bounds: Float64Array }
  | {
      readonly name: string;
      readonly type: 'categorical';
      readonly known: number;
      readonly categories: readonly string[];
    };

/** Rows that the bounds of a numeric feature are taken from (LightGBM's `bin_construct_sample_cnt`). */
const SAMPLE_ROWS = 200_000;

export interface BinLimits {
  /** Most bins of a numeric feature. */
  readonly maxNumeric: number;
  /** Most categories that get a bin, the most frequent ones. */
  readonly maxCategories: number;
  /** Fewest rows of a bin. */
  readonly minRows: number;
}

/** Bins of every feature, learnt from the training data. */
export function learnBins(dataset: Dataset, limits: BinLimits, seed: number): FeatureBins[] {
  const sample =
    dataset.rows > SAMPLE_ROWS ? sampleRows(dataset.rows, SAMPLE_ROWS, seededRandom(seed, 0x62696e73)) : undefined;
  return dataset.columns.map((column) => columnBins(column, sample, limits));
}

function columnBins(column: Column, sample: Int32Array | undefined, limits: BinLimits): FeatureBins {
  const { name } = column;
  if (column.type === 'numeric') {
    const bounds = numericBounds(sortedSample(column, sample), limits.maxNumeric, limits.minRows);
    return { name, type: 'numeric', known: bounds.length, bounds };
  }
  const categories = frequentCategories(column, limits.minRows).slice(0, limits.maxCategories);
  return { name, type: 'categorical', known: categories.length, categories };
}

/** Infinite values count as the largest finite ones, so that every bound but the last is finite. */
function sortedSample(column: NumericColumn, sample: Int32Array | undefined): Float64Array {
  const values = new Float64Array(sample?.length ?? column.values.length);
  let filled = 0;
  for (let index = 0; index < values.length; index++) {
    const value = column.values[sample === undefined ? index : sample[index]!]!;
    if (!Number.isNaN(value)) values[filled++] = Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
  }
  return values.subarray(0, filled).sort();
}

/** Most frequent first, equals by name, so that the order of the dictionary does not matter. */
function frequentCategories(column: CategoricalColumn, minRows: number): string[] {
  const rowsOfCode = new Uint32Array(column.dictionary.length);
  for (const code of column.codes) if (code >= 0 && code < rowsOfCode.length) rowsOfCode[code]!++;
  const rows = new Map<string, number>();
  column.dictionary.forEach((category, code) => {
    rows.set(category, (rows.get(category) ?? 0) + rowsOfCode[code]!);
  });
  return [...rows]
    .filter(([, count]) => count >= minRows)
    .sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || (a < b ? -1 : 1))
    .map(([category]) => category);
}
