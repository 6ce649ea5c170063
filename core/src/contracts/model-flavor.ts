import { capability } from '../plugin/capability.ts';

export type FeatureValue = number | string | boolean | null | undefined;

/**
 * A batch of feature columns of equal length. Numeric columns: NaN = missing. Categorical: dictionary and codes,
 * code -1 = missing or null.
 */
export type FeatureColumn =
  | { readonly type: 'numeric'; readonly values: Float64Array }
  | { readonly type: 'categorical'; readonly codes: Int32Array; readonly dictionary: readonly string[] };
export interface FeatureBatch {
  readonly rows: number;
  readonly columns: Readonly<Record<string, FeatureColumn>>;
}

/** A loaded model over features. Row and batch agree to 1e-6. Unknown categories count as missing. */
export interface Scorer {
  /** Many single rows cost much more than one batch of them: servers collect concurrent rows. Default: false. */
  readonly prefersBatches?: boolean;
  /** Score of one row: probability of the positive class, or the regression value. */
  scoreRow(features: Readonly<Record<string, FeatureValue>>): number | Promise<number>;
  /** One score per row. */
  scoreBatch(batch: FeatureBatch): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Loads one MLmodel flavor. PEN_MODEL_INVALID names the damaged file. */
export interface ModelFlavor {
  /** Key in the `flavors` section of `MLmodel`, e.g. `onnx`. */
  readonly flavor: string;
  /** Preference when a model has several flavors: the highest wins. */
  readonly preference: number;
  load(modelDir: string, config: Readonly<Record<string, unknown>>): Promise<Scorer>;
}

export const ModelFlavor = capability<ModelFlavor>('model-flavor@1', {
  description: 'Loads and scores one MLflow model flavor',
});
