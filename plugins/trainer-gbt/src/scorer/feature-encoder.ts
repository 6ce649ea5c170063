import { PenstockError } from '@penstock/core';
import type { FeatureBatch, FeatureColumn, FeatureValue } from '@penstock/core/contracts';
import type { ModelFeature } from './model-feature.ts';

/**
 * Turns feature values into numbers, one per feature: a numeric value as it is, a category as its index in the model,
 * NaN for what is missing. Null, undefined, NaN, absent keys and categories the model does not know are missing.
 */
export class FeatureEncoder {
  readonly width: number;
  readonly #features: readonly ModelFeature[];
  readonly #indexes: readonly (ReadonlyMap<string, number> | undefined)[];

  constructor(features: readonly ModelFeature[]) {
    this.width = features.length;
    this.#features = features;
    this.#indexes = features.map((feature) =>
      feature.type === 'categorical'
        ? new Map(feature.categories.map((category, index) => [category, index]))
        : undefined,
    );
  }

  /**
   * One row, by feature name or in the order of the model's features, into the first `width` places.
   * @throws PEN_MODEL_INPUT for a text where the feature is numeric.
   */
  encodeRow(row: Readonly<Record<string, FeatureValue>> | readonly FeatureValue[], into: Float64Array): void {
    const byPlace = isList(row);
    for (let index = 0; index < this.width; index++) {
      const value = byPlace ? row[index] : row[this.#features[index]!.name];
      into[index] = this.#encode(value, index);
    }
  }

  /**
   * Rows one after the other, `width` numbers each. Columns that are absent are missing in every row.
   * @throws PEN_MODEL_INPUT for categories where the feature is numeric, and for columns of another length.
   */
  encodeBatch(batch: FeatureBatch): Float64Array {
    const encoded = new Float64Array(batch.rows * this.width).fill(Number.NaN);
    for (const [index, { name }] of this.#features.entries()) {
      const column = batch.columns[name];
      if (column === undefined) continue;
      const length = column.type === 'numeric' ? column.values.length : column.codes.length;
      if (length !== batch.rows) throw badInput(name, `has ${length} values for ${batch.rows} rows`);
      this.#encodeColumn(column, index, encoded);
    }
    return encoded;
  }

  #encodeColumn(column: FeatureColumn, index: number, encoded: Float64Array): void {
    const width = this.width;
    if (column.type === 'categorical') {
      const indexes = this.#indexes[index];
      if (indexes === undefined) throw badInput(this.#features[index]!.name, 'is numeric, and got categories');
      const values = Float64Array.from(column.dictionary, (category) => indexes.get(category) ?? Number.NaN);
      for (let row = 0; row < column.codes.length; row++)
        encoded[row * width + index] = values[column.codes[row]!] ?? Number.NaN;
      return;
    }
    for (let row = 0; row < column.values.length; row++)
      encoded[row * width + index] = this.#encode(column.values[row]!, index);
  }

  #encode(value: FeatureValue, index: number): number {
    if (value === null || value === undefined) return Number.NaN;
    const indexes = this.#indexes[index];
    if (indexes !== undefined) return indexes.get(typeof value === 'string' ? value : String(value)) ?? Number.NaN;
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    throw badInput(this.#features[index]!.name, `is numeric, and got a ${typeof value}`);
  }
}

function isList(row: object): row is readonly FeatureValue[] {
  return Array.isArray(row);
}

function badInput(name: string, problem: string): PenstockError {
  return new PenstockError('PEN_MODEL_INPUT', `The feature "${name}" ${problem}`, { at: name });
}
