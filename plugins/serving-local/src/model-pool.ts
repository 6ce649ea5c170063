import type { ModelFlavor, ServedModel, Tracking } from '@penstock/core/contracts';
import { openModel } from '@penstock/core/models';
import { modelKey } from './endpoint-record.ts';
import { SharedModel } from './shared-model.ts';

export interface PoolNeeds {
  readonly tracking: Pick<Tracking, 'artifactPath'>;
  readonly flavors: readonly ModelFlavor[];
}

/** Each version is loaded once, however many endpoints serve it. */
export class ModelPool {
  readonly #needs: PoolNeeds;
  readonly #maxBatchRows: number;
  readonly #models = new Map<string, Promise<SharedModel>>();

  constructor(needs: PoolNeeds, maxBatchRows: number) {
    this.#needs = needs;
    this.#maxBatchRows = maxBatchRows;
  }

  /** The version, for the caller to release. PEN_MODEL_INVALID, PEN_MODEL_FLAVOR, PEN_NOT_FOUND. */
  async take(served: ServedModel): Promise<SharedModel> {
    const key = modelKey(served);
    const loading = this.#models.get(key) ?? this.#load(key, served);
    this.#models.set(key, loading);
    loading.catch(() => this.#models.delete(key));
    const shared = await loading;
    // It may have lost its last user while this call was waiting.
    return this.#models.get(key) === loading ? shared.retain() : this.take(served);
  }

  async #load(key: string, served: ServedModel): Promise<SharedModel> {
    const dir = await this.#needs.tracking.artifactPath(served.runId, served.source);
    const model = await openModel(dir, this.#needs.flavors);
    return new SharedModel(served, model, {
      maxBatchRows: this.#maxBatchRows,
      onIdle: async () => {
        this.#models.delete(key);
        await model.close();
      },
    });
  }
}
