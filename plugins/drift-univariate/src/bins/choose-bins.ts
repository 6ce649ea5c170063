import { pointsOf } from '../sample/points.ts';
import { quantile } from '../sample/quantile.ts';
import type { Bins } from './bins.ts';
import { equalWidthBins, type WidthRule } from './equal-width.ts';

export type Binning = 'quantile' | WidthRule;

/** Most distinct values of a reference that get a bin each. */
const FEW_VALUES = 20;

/**
 * Bins for a reference of ascending values (at least one). A bin per distinct value when there are at most
 * min(20, n / 5) of them, since a column with few values has quantiles that hide changes: those of a constant see no
 * other constant. Else as asked.
 */
export function chooseBins(sorted: Float64Array, binning: Binning, count: number): Bins {
  const distinct = distinctUpTo(sorted, Math.min(FEW_VALUES, sorted.length / 5));
  if (distinct !== undefined) return { rule: 'values', at: distinct };
  return binning === 'quantile' ? quantileBins(sorted, count) : equalWidthBins(sorted, binning);
}

/** `count` bins of about equally many rows of the reference; fewer where quantiles coincide. */
export function quantileBins(sorted: Float64Array, count: number): Bins {
  const edges = Array.from({ length: count - 1 }, (_, i) => quantile(sorted, (i + 1) / count));
  return { rule: 'quantiles', at: edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]) };
}

function distinctUpTo(sorted: Float64Array, most: number): number[] | undefined {
  let distinct = 0;
  for (let i = 0; i < sorted.length; i += 1) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    distinct += 1;
    if (distinct > most) return undefined;
  }
  return [...pointsOf(sorted).values];
}
