import { capability } from '../plugin/capability.ts';

/** One column of a sample: numbers (NaN = null) or dictionary-coded categories (code -1 = null). */
export type SampleColumn =
  | { readonly kind: 'numeric'; readonly values: Float64Array }
  | { readonly kind: 'categorical'; readonly codes: Int32Array; readonly dictionary: readonly string[] };

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface DriftMethodConfig {
  /** E.g. `psi`, `ks`, `chi2`, `jensen-shannon`, `wasserstein`; the detector's choice by kind when absent. */
  readonly method?: string;
  /** Practical threshold; the method's default when absent. */
  readonly threshold?: number;
}

export interface DriftResult {
  readonly status: 'ok' | 'insufficient-data' | 'undefined' | 'not-applicable';
  readonly method: string;
  readonly score?: number;
  readonly unit: 'distance' | 'p-value' | 'statistic';
  readonly direction: 'higher-is-worse' | 'lower-is-worse';
  readonly threshold?: number;
  /** 95 % quantile of the score without drift at these sizes, where known; an alert needs the score beyond both. */
  readonly nullQuantile?: number;
  readonly pValue?: number;
  readonly level: 'none' | 'drift';
  readonly rows: { readonly reference: number; readonly current: number };
  /** Rows left out of the current sample. */
  readonly dropped: { readonly null: number; readonly nan: number; readonly inf: number };
  /** What a person may want beside the score, e.g. the raw statistic and its degrees of freedom. */
  readonly detail?: Readonly<Record<string, number | string>>;
  /** For plots: bins with the shares of reference and current. */
  readonly bins?: readonly { readonly label: string; readonly reference: number; readonly current: number }[];
}

/**
 * Compares columns against a reference. Pure and seeded: equal inputs give equal results. The state is JSON and
 * bounded in size whatever the reference's. Never NaN: `undefined` status instead. PEN_DRIFT_INVALID on unknown
 * methods or states.
 */
export interface DriftDetector {
  readonly methods: readonly string[];
  fit(reference: SampleColumn, config?: DriftMethodConfig): JsonValue;
  compare(state: JsonValue, current: SampleColumn): DriftResult;
}

export const DriftDetector = capability<DriftDetector>('drift-detector@1', {
  description: 'Compares a column of live data with a reference',
});
