import { seededRandom } from '../seeded-random.ts';
import { drawBinomial } from './binomial.ts';

/** Cells drawn at most, so that a column takes milliseconds; never fewer runs than `LEAST_RUNS`. */
const CELLS = 400_000;
const LEAST_RUNS = 200;
const MOST_RUNS = 1000;

export interface NullModel {
  /** Rows of both samples by bin or value. */
  readonly totals: ArrayLike<number>;
  /** Share of the rows that is the current sample's. */
  readonly currentShare: number;
  readonly seed: number;
}

/**
 * 95 % quantile of a score when both samples come from one law: the rows of every bin are dealt to the two sides at
 * random, again and again, and the score is taken each time. This is the permutation test up to the sizes of the
 * sides, which vary as if each row tossed a coin.
 */
export function simulatedNullQuantile(
  { totals, currentShare, seed }: NullModel,
  score: (reference: Float64Array, current: Float64Array) => number,
): number {
  const random = seededRandom(seed);
  const runs = Math.min(MOST_RUNS, Math.max(LEAST_RUNS, Math.round(CELLS / Math.max(1, totals.length))));
  const reference = new Float64Array(totals.length);
  const current = new Float64Array(totals.length);
  const scores = new Float64Array(runs);
  for (let run = 0; run < runs; run += 1) {
    for (let bin = 0; bin < totals.length; bin += 1) {
      const all = totals[bin] ?? 0;
      const drawn = drawBinomial(all, currentShare, random);
      current[bin] = drawn;
      reference[bin] = all - drawn;
    }
    const value = score(reference, current);
    scores[run] = Number.isFinite(value) ? value : 0;
  }
  return scores.sort()[Math.ceil(0.95 * runs) - 1] ?? 0;
}
