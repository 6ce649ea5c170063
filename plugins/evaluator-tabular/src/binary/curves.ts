import type { Curve } from '../findings.ts';
import type { Ranking } from './ranking.ts';

const MOST_POINTS = 200;

/** (false positive rate, true positive rate) from the highest threshold to the lowest, (0, 0) and (1, 1) included. */
export function rocCurve(ranking: Ranking): Curve {
  const { positive, negative } = ranking;
  if (positive === 0 || negative === 0) return [];
  const thinned = thin(ranking, ({ hits, alarms }) => hits / positive + alarms / negative, 2);
  return [[0, 0], ...thinned.map(({ hits, alarms }) => [alarms / negative, hits / positive] as const)];
}

/** (recall, precision) from the highest threshold to the lowest. */
export function precisionRecallCurve(ranking: Ranking): Curve {
  const { positive } = ranking;
  if (positive === 0) return [];
  return thin(ranking, ({ hits }) => hits / positive, 1).map(({ hits, alarms }) => [
    hits / positive,
    hits / (hits + alarms),
  ]);
}

/** (share of the rows taken, best scores first; share of the positives among them over the base rate). */
export function liftCurve(ranking: Ranking): Curve {
  const { positive, negative } = ranking;
  if (positive === 0) return [];
  const rows = positive + negative;
  return thin(ranking, ({ hits, alarms }) => (hits + alarms) / rows, 1).map(({ hits, alarms }) => [
    (hits + alarms) / rows,
    hits / (hits + alarms) / (positive / rows),
  ]);
}

/** Lift of the share of rows with the best scores; rows tied at the border are taken in part. `undefined` without a positive row. */
export function liftAt({ positives, negatives, positive, negative }: Ranking, share: number): number | undefined {
  if (positive === 0) return undefined;
  const wanted = share * (positive + negative);
  let [hits, left] = [0, wanted];
  for (let i = positives.length - 1; i >= 0 && left > 0; i -= 1) {
    const [p, n] = [positives[i] ?? 0, negatives[i] ?? 0];
    const part = Math.min(1, left / (p + n));
    hits += p * part;
    left -= (p + n) * part;
  }
  return hits / positive / share;
}

interface Taken {
  /** Positive and negative rows at or above the threshold. */
  readonly hits: number;
  readonly alarms: number;
}

/** Thresholds far enough apart on the curve, measured by `travelled` that rises to `length`; the first and the last stay. */
function thin({ positives, negatives }: Ranking, travelled: (taken: Taken) => number, length: number): Taken[] {
  // Two steps are kept for the first and the last point, one for a point that a curve adds.
  const step = length / (MOST_POINTS - 3);
  const points: Taken[] = [];
  let [hits, alarms, last] = [0, 0, Number.NEGATIVE_INFINITY];
  for (let i = positives.length - 1; i >= 0; i -= 1) {
    hits += positives[i] ?? 0;
    alarms += negatives[i] ?? 0;
    const now = travelled({ hits, alarms });
    if (now - last < step && i > 0) continue;
    points.push({ hits, alarms });
    last = now;
  }
  return points;
}
