import { defined } from '../findings.ts';
import { meanInterval } from '../intervals.ts';
import type { Ranking } from './ranking.ts';

/** Log loss (scores kept 2⁻⁵² away from 0 and 1) and Brier score, with intervals; nothing where a score is no probability. */
export function probabilityMetrics({ scores, positives, negatives, positive, negative }: Ranking) {
  if ((scores[0] ?? 0) < 0 || (scores.at(-1) ?? 0) > 1) return { metrics: {}, intervals: {} };
  const rows = positive + negative;
  const sums = { log: 0, logSquares: 0, brier: 0, brierSquares: 0 };
  for (let i = 0; i < scores.length; i += 1) {
    const [p, n] = [positives[i] ?? 0, negatives[i] ?? 0];
    const score = scores[i] ?? 0;
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, score));
    const [hit, miss] = [-Math.log(kept), -Math.log1p(-kept)];
    sums.log += p * hit + n * miss;
    sums.logSquares += p * hit ** 2 + n * miss ** 2;
    sums.brier += p * (1 - score) ** 2 + n * score ** 2;
    sums.brierSquares += p * (1 - score) ** 4 + n * score ** 4;
  }
  const [logloss, brier] = [sums.log / rows, sums.brier / rows];
  return {
    metrics: { logloss, brier },
    intervals: defined({
      logloss: meanInterval(logloss, sums.logSquares - rows * logloss ** 2, rows),
      brier: meanInterval(brier, sums.brierSquares - rows * brier ** 2, rows),
    }),
  };
}
