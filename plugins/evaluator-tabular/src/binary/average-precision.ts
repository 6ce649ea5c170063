import type { Ranking } from './ranking.ts';

/** Σ (recall step · precision) over the thresholds, ties being one threshold; `undefined` without a positive row. */
export function averagePrecision({ positives, negatives, positive }: Ranking): number | undefined {
  if (positive === 0) return undefined;
  let [hits, taken, sum] = [0, 0, 0];
  for (let i = positives.length - 1; i >= 0; i -= 1) {
    const p = positives[i] ?? 0;
    hits += p;
    taken += p + (negatives[i] ?? 0);
    sum += (p * hits) / taken;
  }
  return sum / positive;
}
