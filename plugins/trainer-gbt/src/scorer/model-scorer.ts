import type { FeatureBatch, FeatureValue, Scorer } from '@penstock/core/contracts';
import { FeatureEncoder } from './feature-encoder.ts';
import type { RawScorer } from './raw-scorer.ts';

/** Rows scored in one go: few enough to stay in the cache while tree after tree goes over them. */
const BLOCK = 1024;
/** Rows after which other work of the process gets a turn. */
const ROWS_PER_TURN = 16 * BLOCK;

/** Scores raw feature values: probability of the positive class, or the regression value. */
export class ModelScorer implements Scorer {
  readonly prefersBatches = false;
  readonly #raw: RawScorer;
  readonly #encoder: FeatureEncoder;
  readonly #row: Float64Array;
  readonly #rowScore = new Float64Array(1);

  constructor(raw: RawScorer) {
    this.#raw = raw;
    this.#encoder = new FeatureEncoder(raw.features);
    this.#row = new Float64Array(this.#encoder.width);
  }

  /** @param features By name, or in the order of the model's features. */
  scoreRow(features: Readonly<Record<string, FeatureValue>> | readonly FeatureValue[]): number {
    this.#encoder.encodeRow(features, this.#row);
    this.#raw.score(this.#row, this.#rowScore);
    return this.#link(this.#rowScore[0]!);
  }

  async scoreBatch(batch: FeatureBatch): Promise<Float64Array> {
    const encoded = this.#encoder.encodeBatch(batch);
    const scores = new Float64Array(batch.rows);
    for (let from = 0; from < batch.rows; from += BLOCK) {
      if (from > 0 && from % ROWS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      const block = scores.subarray(from, from + BLOCK);
      this.#raw.score(encoded.subarray(from * this.#encoder.width), block);
      for (let row = 0; row < block.length; row++) block[row] = this.#link(block[row]!);
    }
    return scores;
  }

  async close(): Promise<void> {}

  #link(score: number): number {
    return this.#raw.task === 'binary' ? 1 / (1 + Math.exp(-score)) : score;
  }
}
