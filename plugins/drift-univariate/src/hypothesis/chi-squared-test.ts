import { chiSquaredSurvival } from '../special/chi-squared.ts';

export interface ChiSquared {
  readonly statistic: number;
  readonly pValue: number;
  readonly dof: number;
  /** √(χ² / (n + m)): 0 for equal shares, 1 for no common level. */
  readonly cramersV: number;
}

/**
 * Pearson's chi-squared test of homogeneity on the 2 × k table of both samples' counts. `undefined` with fewer than
 * two levels or an empty side. Both samples are taken as samples: the reference is not the true law.
 * @param yates continuity correction, for 2 × 2 tables only
 */
export function chiSquared(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  yates = false,
): ChiSquared | undefined {
  const n = total(reference);
  const m = total(current);
  const levels = Array.from(reference, (count, i) => count + (current[i] ?? 0)).filter((count) => count > 0).length;
  if (levels < 2 || n === 0 || m === 0) return undefined;
  let statistic = 0;
  for (let i = 0; i < reference.length; i += 1) {
    const [a, b] = [reference[i] ?? 0, current[i] ?? 0];
    if (a + b === 0) continue;
    const expectedReference = ((a + b) * n) / (n + m);
    const expectedCurrent = ((a + b) * m) / (n + m);
    const off = Math.abs(a - expectedReference);
    const square = (yates && levels === 2 ? off - Math.min(0.5, off) : off) ** 2;
    statistic += square / expectedReference + square / expectedCurrent;
  }
  const dof = levels - 1;
  return { statistic, dof, pValue: chiSquaredSurvival(statistic, dof), cramersV: Math.sqrt(statistic / (n + m)) };
}

function total(counts: ArrayLike<number>): number {
  return Array.from(counts).reduce((sum, count) => sum + count, 0);
}
