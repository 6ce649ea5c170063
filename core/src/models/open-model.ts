import type { FeatureBatch, FeatureValue, ModelFlavor, Scorer } from '../contracts/model-flavor.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { batchOfRows } from './feature-batch.ts';
import { featureRow, type RawRow } from './feature-row.ts';
import type { ModelManifest } from './model-manifest.ts';
import { readModel } from './read-model.ts';

/** Binary: probability of the positive class, and 0 or 1 by the model's threshold. Regression: the value. */
export interface Prediction {
  readonly probability?: number;
  readonly prediction: number;
}

type FeatureRow = Record<string, FeatureValue>;

/** A model ready to score. Rows are raw: the model's own features are computed first. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  /** The flavor that was loaded. */
  readonly flavor: string;
  /** Single rows are much cheaper when several are scored together. */
  readonly prefersBatches: boolean;
  /** PEN_MODEL_INPUT names the column. */
  predictRow(raw: RawRow): Promise<Prediction>;
  /** In the order of the rows. PEN_MODEL_INPUT names row (from 0) and column. */
  predictRows(raws: readonly RawRow[]): Promise<Prediction[]>;
  /** The features of raw rows, for `predictFeatures`. PEN_MODEL_INPUT names row (from 0) and column. */
  features(raws: readonly RawRow[]): FeatureRow[];
  /** Predictions of rows of features, in their order. */
  predictFeatures(rows: readonly FeatureRow[]): Promise<Prediction[]>;
  /** One score per row of columns that already are features. */
  scoreBatch(batch: FeatureBatch): Promise<Float64Array>;
  /** What a score means for this model's task and threshold. */
  predictionOf(score: number): Prediction;
  close(): Promise<void>;
}

/**
 * Loads a model directory with the flavor of the highest preference among those that the model has.
 * @throws PEN_MODEL_INVALID naming the damaged file; PEN_MODEL_FLAVOR listing what the model has and what is configured.
 */
export async function openModel(dir: string, flavors: readonly ModelFlavor[]): Promise<LoadedModel> {
  const manifest = await readModel(dir);
  const loader = bestFlavor(manifest, flavors, dir);
  const scorer = await loader.load(dir, manifest.flavors[loader.flavor] ?? {});
  return new OpenModel(manifest, loader.flavor, scorer);
}

function bestFlavor(manifest: ModelManifest, flavors: readonly ModelFlavor[], dir: string): ModelFlavor {
  const [best] = flavors
    .filter(({ flavor }) => Object.hasOwn(manifest.flavors, flavor))
    .toSorted((a, b) => b.preference - a.preference);
  if (best) return best;
  const had = Object.keys(manifest.flavors).join(', ');
  const configured = flavors.map(({ flavor }) => flavor).join(', ') || 'none';
  throw new PenstockError(
    'PEN_MODEL_FLAVOR',
    `No flavor of the model in ${dir} can be loaded. It has: ${had}. Configured: ${configured}`,
    { at: dir },
  );
}

class OpenModel implements LoadedModel {
  readonly manifest: ModelManifest;
  readonly flavor: string;
  readonly #scorer: Scorer;
  readonly #features: (raw: RawRow) => FeatureRow;

  constructor(manifest: ModelManifest, flavor: string, scorer: Scorer) {
    this.manifest = manifest;
    this.flavor = flavor;
    this.#scorer = scorer;
    this.#features = featureRow(manifest.features);
  }

  get prefersBatches(): boolean {
    return this.#scorer.prefersBatches ?? false;
  }

  async predictRow(raw: RawRow): Promise<Prediction> {
    return this.predictionOf(await this.#scorer.scoreRow(this.#features(raw)));
  }

  async predictRows(raws: readonly RawRow[]): Promise<Prediction[]> {
    return this.predictFeatures(this.features(raws));
  }

  features(raws: readonly RawRow[]): FeatureRow[] {
    return raws.map((raw, at) => this.#featuresAt(raw, at));
  }

  async predictFeatures(rows: readonly FeatureRow[]): Promise<Prediction[]> {
    const scores = this.prefersBatches
      ? await this.#scorer.scoreBatch(batchOfRows(rows, this.manifest.features))
      : await Promise.all(rows.map(async (row) => this.#scorer.scoreRow(row)));
    return Array.from(scores, (score) => this.predictionOf(score));
  }

  scoreBatch(batch: FeatureBatch): Promise<Float64Array> {
    return this.#scorer.scoreBatch(batch);
  }

  predictionOf(score: number): Prediction {
    const { task, threshold = 0.5 } = this.manifest;
    return task === 'binary' ? { probability: score, prediction: score >= threshold ? 1 : 0 } : { prediction: score };
  }

  close(): Promise<void> {
    return this.#scorer.close();
  }

  #featuresAt(raw: RawRow, at: number): FeatureRow {
    try {
      return this.#features(raw);
    } catch (error) {
      if (!PenstockError.is(error, 'PEN_MODEL_INPUT')) throw error;
      const { details } = error;
      throw new PenstockError('PEN_MODEL_INPUT', `Row ${at}: ${error.message}`, { ...details, cause: error });
    }
  }
}
