import { codeColumn } from '../dataset/code-column.ts';
import type { NumericColumn } from '../dataset/column.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { type FeatureBins, learnBins } from '../dataset/feature-bins.ts';
import { featurePairs } from './feature-pairs.ts';
import type { LinearParams } from './linear-params.ts';
import { standardize } from './standardize.ts';
import { type TableShape, tableShape } from './table-shape.ts';

/** A numeric feature that is standardised. */
export interface ScaledFeature {
  readonly feature: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Which weights a linear model has: the bias first, then two per scaled feature (value, missing), then the tables. */
export interface LinearLayout {
  readonly bins: readonly FeatureBins[];
  readonly scaled: readonly ScaledFeature[];
  readonly tables: readonly TableShape[];
  /** Table → its first weight. */
  readonly offsets: readonly number[];
  readonly weights: number;
}

export function linearLayout(dataset: Dataset, params: LinearParams, seed: number): LinearLayout {
  const limit = 2 ** params.hashBits;
  const limits = { maxNumeric: params.numericBuckets, maxCategories: Infinity, minRows: params.minCategoryRows };
  const bins = learnBins(dataset, limits, seed);
  const codes = bins.map(({ known }) => known + 1);
  const singles = [...bins.keys()].filter(
    (feature) => bins[feature]!.type === 'categorical' || params.numeric !== 'standardized',
  );
  const pairs = featurePairs(
    params.crosses,
    bins.map(({ name }) => name),
  );
  const tables = [...singles.map((feature) => [feature]), ...pairs].map((features) =>
    tableShape(features, codes, limit),
  );
  const scaled = params.numeric === 'buckets' ? [] : dataset.columns.flatMap(scaledFeature);
  let weights = 1 + 2 * scaled.length;
  const offsets = tables.map(({ size }) => {
    weights += size;
    return weights - size;
  });
  return { bins, scaled, tables, offsets, weights };
}

/** The weights that a row touches, and with what value: written into `indexes` and `values` by {@link load}. */
export class LinearRows {
  readonly indexes: Int32Array;
  readonly values: Float64Array;
  readonly #layout: LinearLayout;
  readonly #codes: readonly Int32Array[];
  readonly #numbers: readonly (readonly [ScaledFeature, NumericColumn['values']])[];

  constructor(dataset: Dataset, layout: LinearLayout) {
    this.#layout = layout;
    this.#codes = layout.bins.map((bins) => codeColumn(dataset, bins, 'training data'));
    this.#numbers = layout.scaled.flatMap((scaled) => {
      const column = dataset.columns[scaled.feature];
      return column?.type === 'numeric' ? [[scaled, column.values] as const] : [];
    });
    const width = 1 + layout.scaled.length + layout.tables.length;
    this.indexes = new Int32Array(width);
    this.values = new Float64Array(width).fill(1);
  }

  load(row: number): void {
    let place = 1;
    for (const [scaled, numbers] of this.#numbers) {
      const value = standardize(numbers[row]!, scaled);
      const missing = Number.isNaN(value);
      this.indexes[place] = 2 * place - (missing ? 0 : 1);
      this.values[place++] = missing ? 1 : value;
    }
    for (const [index, { features, multipliers, size }] of this.#layout.tables.entries()) {
      let sum = 0;
      for (let part = 0; part < features.length; part++)
        sum += this.#codes[features[part]!]![row]! * multipliers[part]!;
      this.indexes[place++] = this.#layout.offsets[index]! + (sum % size);
    }
  }
}

/** Greater numbers count as this one in mean and deviation, which then are finite. */
const LARGEST = 1e150;

function scaledFeature(column: Dataset['columns'][number], feature: number): ScaledFeature[] {
  if (column.type !== 'numeric') return [];
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    const bounded = Math.min(Math.max(value, -LARGEST), LARGEST);
    count++;
    const distance = bounded - mean;
    mean += distance / count;
    squares += distance * (bounded - mean);
  }
  const deviation = Math.sqrt(squares / Math.max(1, count));
  return [{ feature, mean, deviation: deviation > 0 && Number.isFinite(deviation) ? deviation : 1 }];
}
