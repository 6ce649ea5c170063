import { type PairedPoints, pairPoints } from '../sample/pair-points.ts';
import type { Points } from '../sample/points.ts';
import { kolmogorovSurvival } from '../special/kolmogorov.ts';
import { kolmogorovOneSampleSurvival } from '../special/kolmogorov-one-sample.ts';
import { pathsOutside } from './lattice-paths.ts';

/** Rows of either side up to which the law is exact. */
export const EXACT_ROWS = 10_000;
/** Effective rows up to which the one-sample law stands for the two-sample one. */
const ONE_SAMPLE_ROWS = 1_000_000;

export interface KolmogorovSmirnov {
  /** Largest distance of the two distribution functions. */
  readonly statistic: number;
  readonly pValue: number;
  /**
   * Law the p-value comes from: `exact` (lattice paths, ties ignored) up to 10 000 rows a side; beyond, `one-sample`
   * (that of round(n·m / (n + m)) rows, scipy's `asymp`); `limit` (Kolmogorov's) beyond a million effective rows, and
   * where the p-value is below 1e-300 anyway.
   */
  readonly law: 'exact' | 'one-sample' | 'limit';
}

/** Two-sided two-sample Kolmogorov-Smirnov test; at least one row on either side. */
export function kolmogorovSmirnov(reference: Points, current: Points): KolmogorovSmirnov {
  const [n, m] = [reference.rows, current.rows];
  // Rows times rows: a whole number, so that equal heights of the step functions compare equal.
  const distance = largestDistance(pairPoints(reference, current), n, m);
  const statistic = distance / (n * m);
  const effective = (n * m) / (n + m);
  const exponent = 2 * effective * statistic * statistic;
  if (exponent > 690) return { statistic, pValue: limit(effective, statistic), law: 'limit' };
  if (Math.max(n, m) <= EXACT_ROWS) return { statistic, pValue: pathsOutside(n, m, distance), law: 'exact' };
  if (effective > ONE_SAMPLE_ROWS) return { statistic, pValue: limit(effective, statistic), law: 'limit' };
  const pValue = kolmogorovOneSampleSurvival(Math.max(1, Math.round(effective)), statistic);
  return { statistic, pValue, law: 'one-sample' };
}

function limit(effective: number, statistic: number): number {
  return kolmogorovSurvival(Math.sqrt(effective) * statistic);
}

function largestDistance(paired: PairedPoints, n: number, m: number): number {
  let [i, j, largest] = [0, 0, 0];
  for (let at = 0; at < paired.values.length; at += 1) {
    i += paired.reference[at] ?? 0;
    j += paired.current[at] ?? 0;
    largest = Math.max(largest, Math.abs(i * m - j * n));
  }
  return largest;
}
