import { defined } from '../findings.ts';
import { wilson } from '../intervals.ts';
import type { Ranking } from './ranking.ts';

/** Accuracy, precision, recall and F1 when scores from `threshold` up are positive predictions, with Wilson intervals. */
export function thresholdMetrics({ scores, positives, negatives, positive, negative }: Ranking, threshold: number) {
  let [hits, alarms] = [0, 0];
  for (let i = scores.length - 1; i >= 0 && (scores[i] ?? 0) >= threshold; i -= 1) {
    hits += positives[i] ?? 0;
    alarms += negatives[i] ?? 0;
  }
  const rows = positive + negative;
  const right = hits + negative - alarms;
  // 0 / 0 is NaN, which is left out.
  return {
    metrics: defined({
      accuracy: right / rows,
      precision: hits / (hits + alarms),
      recall: hits / positive,
      f1: (2 * hits) / (hits + alarms + positive),
    }),
    intervals: defined({
      accuracy: wilson(right, rows),
      precision: wilson(hits, hits + alarms),
      recall: wilson(hits, positive),
    }),
  };
}
