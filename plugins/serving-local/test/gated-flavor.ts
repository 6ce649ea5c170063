import type { ModelFlavor, Scorer } from '@penstock/core/contracts';
import { linearFlavor } from '@penstock/core/testing';

/** A linear model that answers only once the gate is opened. */
export class GatedFlavor implements ModelFlavor {
  readonly flavor = 'linear';
  readonly preference = 1;
  readonly #opened = Promise.withResolvers<void>();
  readonly #arrived = Promise.withResolvers<void>();
  /** Resolves when the first row is being scored. */
  readonly arrived = this.#arrived.promise;

  open(): void {
    this.#opened.resolve();
  }

  async load(modelDir: string, config: Readonly<Record<string, unknown>>): Promise<Scorer> {
    const scorer = await linearFlavor().load(modelDir, config);
    return {
      scoreRow: async (features) => {
        this.#arrived.resolve();
        await this.#opened.promise;
        return scorer.scoreRow(features);
      },
      scoreBatch: (batch) => scorer.scoreBatch(batch),
      close: () => scorer.close(),
    };
  }
}
