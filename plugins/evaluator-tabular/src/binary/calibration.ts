import type { Curve } from '../findings.ts';
import type { EvaluatorOptions } from '../options.ts';
import type { Ranking } from './ranking.ts';

export interface Calibration {
  /** (mean score, share of positives) of every bin that has rows. */
  readonly curve: Curve;
  /** Expected calibration error: the mean distance of the two, weighted by rows. */
  readonly error: number;
}

/** Bin i holds edge[i − 1] < score ≤ edge[i], as in scikit-learn's `calibration_curve`. */
export function calibrate(
  ranking: Ranking,
  { calibrationBins: bins, calibration }: Pick<EvaluatorOptions, 'calibrationBins' | 'calibration'>,
): Calibration {
  const rows = ranking.positive + ranking.negative;
  const edges = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins).map((share) =>
    calibration === 'uniform' ? share : scoreAt(ranking, (rows - 1) * share),
  );
  const curve: (readonly [number, number])[] = [];
  let [bin, at, error] = [0, 0, 0];
  for (; bin < bins; bin += 1) {
    const upper = edges[bin] ?? Number.POSITIVE_INFINITY;
    let [sum, hits, taken] = [0, 0, 0];
    for (; at < ranking.scores.length && (ranking.scores[at] ?? 0) <= upper; at += 1) {
      const [p, n] = [ranking.positives[at] ?? 0, ranking.negatives[at] ?? 0];
      sum += (p + n) * (ranking.scores[at] ?? 0);
      hits += p;
      taken += p + n;
    }
    if (taken === 0) continue;
    curve.push([sum / taken, hits / taken]);
    error += Math.abs(sum - hits) / rows;
  }
  return { curve, error };
}

/** Score at a place among all rows ascending, interpolated linearly between neighbours. */
function scoreAt({ scores, positives, negatives }: Ranking, place: number): number {
  const below = Math.floor(place);
  let passed = 0;
  for (let i = 0; i < scores.length; i += 1) {
    passed += (positives[i] ?? 0) + (negatives[i] ?? 0);
    if (passed <= below) continue;
    const low = scores[i] ?? 0;
    const high = passed > below + 1 ? low : (scores[i + 1] ?? low);
    const share = place - below;
    return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
  }
  return scores.at(-1) ?? 0;
}
