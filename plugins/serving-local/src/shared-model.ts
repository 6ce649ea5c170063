import type { ServedModel } from '@penstock/core/contracts';
import type { LoadedModel, Prediction, RawRow } from '@penstock/core/models';
import { Coalescer } from './coalescer.ts';

/** A loaded version with its users: endpoints that list it and requests under way. Closes when the last one lets go. */
export class SharedModel {
  readonly served: ServedModel;
  readonly model: LoadedModel;
  /** Names of the raw columns. */
  readonly columns: ReadonlySet<string>;
  readonly #coalescer: Coalescer | undefined;
  readonly #onIdle: (shared: SharedModel) => Promise<void>;
  #users = 0;

  constructor(
    served: ServedModel,
    model: LoadedModel,
    { maxBatchRows, onIdle }: { maxBatchRows: number; onIdle: (shared: SharedModel) => Promise<void> },
  ) {
    this.served = served;
    this.model = model;
    this.columns = new Set(model.manifest.features.inputs.map(({ name }) => name));
    this.#onIdle = onIdle;
    if (model.prefersBatches) this.#coalescer = new Coalescer((rows) => model.predictFeatures(rows), maxBatchRows);
  }

  retain(): this {
    this.#users += 1;
    return this;
  }

  async release(): Promise<void> {
    this.#users -= 1;
    if (this.#users === 0) await this.#onIdle(this);
  }

  /** In the order of the rows; the model stays loaded until they are scored. PEN_MODEL_INPUT names row and column. */
  async predict(rows: readonly RawRow[]): Promise<Prediction[]> {
    this.retain();
    try {
      const features = this.model.features(rows);
      return await (this.#coalescer ? this.#coalescer.add(features) : this.model.predictFeatures(features));
    } finally {
      await this.release();
    }
  }
}
