import type { FeatureValue } from '@penstock/core/contracts';
import type { Prediction } from '@penstock/core/models';

export type FeatureRow = Record<string, FeatureValue>;
type Score = (rows: readonly FeatureRow[]) => Promise<Prediction[]>;

interface Waiting {
  readonly rows: readonly FeatureRow[];
  readonly resolve: (predictions: Prediction[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Scores the rows of requests that arrive together as one batch. Collects until the event loop has read what has
 * arrived, so it adds no waiting time of its own.
 */
export class Coalescer {
  readonly #score: Score;
  readonly #maxRows: number;
  #waiting: Waiting[] = [];

  constructor(score: Score, maxRows: number) {
    this.#score = score;
    this.#maxRows = maxRows;
  }

  add(rows: readonly FeatureRow[]): Promise<Prediction[]> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ rows, resolve, reject });
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    let batch: Waiting[] = [];
    let size = 0;
    for (const item of waiting) {
      if (batch.length > 0 && size + item.rows.length > this.#maxRows) {
        void this.#run(batch);
        [batch, size] = [[], 0];
      }
      batch.push(item);
      size += item.rows.length;
    }
    void this.#run(batch);
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    try {
      const predictions = await this.#score(batch.flatMap(({ rows }) => rows));
      let from = 0;
      for (const { rows, resolve } of batch) {
        resolve(predictions.slice(from, from + rows.length));
        from += rows.length;
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
