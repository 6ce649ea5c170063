import { numericBin } from '../dataset/numeric-bounds.ts';
import type { LinearModel } from '../linear/linear-model.ts';
import { standardize } from '../linear/standardize.ts';
import type { RawScorer } from './raw-scorer.ts';

/** A linear model as lookups in flat arrays. */
export class LinearScorer implements RawScorer {
  readonly task: LinearModel['task'];
  readonly features: LinearModel['features'];
  readonly #model: LinearModel;
  readonly #bounds: readonly (Float64Array | undefined)[];
  /** Feature → code of a missing value. */
  readonly #missing: Int32Array;
  readonly #weights: readonly Float64Array[];
  readonly #codes: Int32Array;

  /** @param model Must have passed the checks of `parseModel`. */
  constructor(model: LinearModel) {
    this.task = model.task;
    this.features = model.features;
    this.#model = model;
    this.#bounds = model.bounds.map((bounds) => (bounds === null ? undefined : Float64Array.of(...bounds, Infinity)));
    this.#missing = Int32Array.from(model.features, (feature, index) =>
      feature.type === 'categorical' ? feature.categories.length : this.#bounds[index]!.length,
    );
    this.#weights = model.tables.map(({ weights }) => Float64Array.from(weights));
    this.#codes = new Int32Array(model.features.length);
  }

  score(encoded: Float64Array, scores: Float64Array): void {
    const width = this.features.length;
    for (let row = 0; row < scores.length; row++) scores[row] = this.#scoreRow(encoded, row * width);
  }

  #scoreRow(encoded: Float64Array, at: number): number {
    const codes = this.#codes;
    for (let feature = 0; feature < codes.length; feature++)
      codes[feature] = this.#code(encoded[at + feature]!, feature);
    let sum = this.#model.intercept;
    for (const scaled of this.#model.scaled) {
      const value = encoded[at + scaled.feature]!;
      sum += Number.isNaN(value) ? scaled.missing : scaled.weight * standardize(value, scaled);
    }
    for (const [index, { features, multipliers }] of this.#model.tables.entries()) {
      const weights = this.#weights[index]!;
      let place = 0;
      for (let part = 0; part < features.length; part++) place += codes[features[part]!]! * multipliers[part]!;
      sum += weights[place % weights.length]!;
    }
    return sum;
  }

  #code(value: number, feature: number): number {
    if (Number.isNaN(value)) return this.#missing[feature]!;
    const bounds = this.#bounds[feature];
    return bounds === undefined ? value : numericBin(bounds, value);
  }
}
