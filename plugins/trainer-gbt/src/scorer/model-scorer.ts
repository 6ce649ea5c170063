import type { FeatureBatch, FeatureValue, Scorer } from '@penstock/core/contracts';
import { FeatureEncoder } from './feature-encoder.ts';
import type { RawScorer } from './raw-scorer.ts';

/** Rows scored in one go before other work of the process gets a turn. */
const ROWS_PER_TURN = 16_384;

/** Scores raw feature values: probability of the positive class, or the regression value. */
export class ModelScorer implements Scorer {
  readonly prefersBatches = false;
  readonly #raw: RawScorer;
  readonly #encoder: FeatureEncoder;
  readonly #row: Float64Array;

  constructor(raw: RawScorer) {
    this.#raw = raw;
    this.#encoder = new FeatureEncoder(raw.features);
    this.#row = new Float64Array(this.#encoder.width);
  }

  /** @param features By name, or in the order of the model's features. */
  scoreRow(features: Readonly<Record<string, FeatureValue>> | readonly FeatureValue[]): number {
    this.#encoder.encodeRow(features, this.#row);
    return this.#link(this.#raw.score(this.#row, 0));
  }

  async scoreBatch(batch: FeatureBatch): Promise<Float64Array> {
    const encoded = this.#encoder.encodeBatch(batch);
    const scores = new Float64Array(batch.rows);
    for (let from = 0; from < batch.rows; from += ROWS_PER_TURN) {
      if (from > 0) await new Promise((resolve) => setImmediate(resolve));
      const to = Math.min(batch.rows, from + ROWS_PER_TURN);
      for (let row = from; row < to; row++)
        scores[row] = this.#link(this.#raw.score(encoded, row * this.#encoder.width));
    }
    return scores;
  }

  async close(): Promise<void> {}

  #link(score: number): number {
    return this.#raw.task === 'binary' ? 1 / (1 + Math.exp(-score)) : score;
  }
}
