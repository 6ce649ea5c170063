import { shares } from './distance/shares.ts';
import { STD_FLOOR, wasserstein } from './distance/wasserstein.ts';
import { chiSquared } from './hypothesis/chi-squared-test.ts';
import { kolmogorovSmirnov } from './hypothesis/kolmogorov-smirnov.ts';
import { simulatedNullQuantile } from './hypothesis/null-quantile.ts';
import { poolRareLevels } from './hypothesis/pool-rare-levels.ts';
import type { BinnedMethod } from './methods.ts';
import type { PairedCounts } from './paired-counts.ts';
import { condense } from './sample/condense.ts';
import { pairPoints } from './sample/pair-points.ts';
import type { Points } from './sample/points.ts';
import { chiSquaredQuantile, chiSquaredSurvival } from './special/chi-squared.ts';
import { kolmogorovQuantile95 } from './special/kolmogorov.ts';

/** What a method finds; `undefined` values are those it does not have. */
export interface Score {
  readonly score: number;
  readonly nullQuantile: number;
  readonly pValue?: number;
  /** What a person may want beside the score. */
  readonly detail?: Readonly<Record<string, number | string>>;
}

/** Rows a bin must expect on the smaller side for the closed forms. */
const REGULAR_BIN = 5;
/** Points the null law of the Wasserstein distance is simulated on. */
const NULL_POINTS = 2048;

/**
 * A distance between shares. Its null quantile is the closed form where there is one and every bin expects at least 5
 * rows on the smaller side; else simulated.
 */
export function scoreBinned(
  { distance, chiSquared: form }: BinnedMethod,
  { reference, current }: PairedCounts,
  seed: number,
): Score {
  const score = distance(shares(reference), shares(current));
  const totals = reference.map((count, bin) => count + (current[bin] ?? 0)).filter((count) => count > 0);
  const [n, m] = [sum(reference), sum(current)];
  const regular = totals.every((rows) => (rows * Math.min(n, m)) / (n + m) >= REGULAR_BIN);
  if (form !== undefined && regular) {
    const dof = totals.length - 1;
    const scale = 1 / n + 1 / m;
    return {
      score,
      nullQuantile: form.distance(chiSquaredQuantile(0.05, dof) * scale),
      pValue: dof === 0 ? 1 : chiSquaredSurvival(form.of(score) / scale, dof),
    };
  }
  const nullQuantile = simulatedNullQuantile({ totals, currentShare: m / (n + m), seed }, (left, right) =>
    distance(shares(left), shares(right)),
  );
  return { score, nullQuantile };
}

/** Cramér's V of the chi-squared test after pooling rare levels; `undefined` when a single level remains. */
export function scoreChiSquared({ reference, current }: PairedCounts, minExpected: number): Score | undefined {
  const pooled = poolRareLevels(reference, current, minExpected);
  const found = chiSquared(pooled.reference, pooled.current);
  if (found === undefined) return undefined;
  const rows = sum(reference) + sum(current);
  return {
    score: found.cramersV,
    nullQuantile: Math.sqrt(chiSquaredQuantile(0.05, found.dof) / rows),
    pValue: found.pValue,
    detail: { statistic: found.statistic, dof: found.dof, pooledLevels: pooled.pooled },
  };
}

/** Largest distance of the distribution functions; its null quantile is that of Kolmogorov's limit law. */
export function scoreKolmogorovSmirnov(reference: Points, current: Points): Score {
  const { statistic, pValue, law } = kolmogorovSmirnov(reference, current);
  const scale = Math.sqrt(1 / reference.rows + 1 / current.rows);
  return { score: statistic, nullQuantile: Math.min(1, kolmogorovQuantile95 * scale), pValue, detail: { law } };
}

/** Wasserstein-1 distance in standard deviations of the reference; its null quantile is simulated. */
export function scoreWasserstein(reference: Points, current: Points, std: number, seed: number): Score {
  const paired = pairPoints(reference, current);
  const distance = wasserstein(paired);
  const unit = Math.max(std, STD_FLOOR);
  const rows = reference.rows + current.rows;
  const totals = paired.reference.map((count, at) => count + (paired.current[at] ?? 0));
  const { values, counts } = condense({ values: paired.values, counts: totals, rows }, NULL_POINTS);
  const model = { totals: counts, currentShare: current.rows / rows, seed };
  return {
    score: distance / unit,
    nullQuantile:
      simulatedNullQuantile(model, (left, right) => wasserstein({ values, reference: left, current: right })) / unit,
    detail: { distance, std },
  };
}

function sum(counts: Float64Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
