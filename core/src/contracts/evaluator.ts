import { capability } from '../plugin/capability.ts';
import type { Task } from './trainer.ts';

export interface EvaluationInput {
  readonly task: Task;
  readonly scores: Float64Array;
  /** 0/1 for binary, the value for regression. Same length as `scores`; NaN labels are left out and counted. */
  readonly labels: Float64Array;
  /** Slice name → value of each row as a dictionary column; code -1 = null. */
  readonly slices: Readonly<Record<string, { readonly codes: Int32Array; readonly dictionary: readonly string[] }>>;
  /** Slices with fewer rows are left out of the answer and counted. */
  readonly minSliceRows: number;
  readonly threshold?: number;
}

export interface Evaluation {
  readonly rows: number;
  readonly unlabelled: number;
  /** Binary: auc, average_precision, logloss, brier, accuracy, precision, recall, f1, base_rate, mean_score, ece. Regression: mae, rmse, r2, bias. Undefined metrics are left out; an evaluator may add others. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Metric → 95 % interval where one is known. */
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly slices: readonly {
    readonly slice: string;
    readonly value: string;
    readonly rows: number;
    readonly metrics: Readonly<Record<string, number>>;
  }[];
  readonly smallSlices: number;
  /** For plots, at most 200 points each: `roc` (fpr, tpr), `pr` (recall, precision), `calibration` (mean score, observed rate); an evaluator may add others. */
  readonly curves: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

/** Pure computation. PEN_METRIC_UNDEFINED when there is no labelled row. */
export interface Evaluator {
  evaluate(input: EvaluationInput): Promise<Evaluation>;
}

export const Evaluator = capability<Evaluator>('evaluator@1', {
  description: 'Computes quality metrics, by slice too',
});
