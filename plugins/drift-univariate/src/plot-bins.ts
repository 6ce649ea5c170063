import type { DriftResult } from '@penstock/core/contracts';
import { shares } from './distance/shares.ts';
import type { PairedCounts } from './paired-counts.ts';

/** Bars a plot can show. */
const MOST_BARS = 30;

/** Shares of both samples by bin, for plots; of many bins the first are kept and the rest are one bar. */
export function plotBins({ labels, reference, current }: PairedCounts): NonNullable<DriftResult['bins']> {
  const [p, q] = [shares(reference), shares(current)];
  const bars = labels.map((label, i) => ({ label, reference: p[i] ?? 0, current: q[i] ?? 0 }));
  if (bars.length <= MOST_BARS) return bars;
  const rest = bars.slice(MOST_BARS - 1);
  return [
    ...bars.slice(0, MOST_BARS - 1),
    {
      label: `${rest.length} others`,
      reference: rest.reduce((sum, bar) => sum + bar.reference, 0),
      current: rest.reduce((sum, bar) => sum + bar.current, 0),
    },
  ];
}
