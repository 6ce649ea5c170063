import { defined, type Findings } from '../findings.ts';
import { meanInterval } from '../intervals.ts';
import type { EvaluatorOptions } from '../options.ts';
import type { Rows } from '../rows.ts';
import { predictedAndActual } from './predicted-and-actual.ts';

/**
 * Judges a regressor: `mae`, `rmse`, `r2` (absent for a constant label), `mape` (absent when a label is 0), `bias` (mean
 * of score − label). Sums go over shifted values, so a large offset costs no digits.
 */
export function evaluateRegression(rows: Rows, options: EvaluatorOptions): Findings {
  const { scores, labels } = rows;
  const count = scores.length;
  const origin = labels[0] ?? 0;
  const sums = { label: 0, score: 0, error: 0, absolute: 0, squared: 0, relative: 0 };
  for (let row = 0; row < count; row += 1) {
    const [score, label] = [scores[row] ?? 0, labels[row] ?? 0];
    const error = score - label;
    sums.label += label - origin;
    sums.score += score - origin;
    sums.error += error;
    sums.absolute += Math.abs(error);
    sums.squared += error * error;
    sums.relative += Math.abs(error / label);
  }
  const [bias, mae] = [sums.error / count, sums.absolute / count];
  const meanLabel = sums.label / count;
  const spread = labels.reduce((sum, label) => sum + (label - origin - meanLabel) ** 2, 0);
  return {
    metrics: defined({
      mae,
      rmse: Math.sqrt(sums.squared / count),
      r2: 1 - sums.squared / spread,
      mape: sums.relative / count,
      bias,
      mean_label: origin + meanLabel,
      mean_score: origin + sums.score / count,
    }),
    intervals: defined({
      mae: meanInterval(mae, sums.squared - count * mae ** 2, count),
      bias: meanInterval(bias, sums.squared - count * bias ** 2, count),
    }),
    curves: { calibration: predictedAndActual(rows, options.calibrationBins) },
  };
}
