import type { PairedPoints } from '../sample/pair-points.ts';

/** Smallest standard deviation a distance is divided by: a constant reference has none. */
export const STD_FLOOR = 0.001;

/** Wasserstein-1 distance of two empirical laws, ∫ |F − G|, in the units of the column. */
export function wasserstein({ values, reference, current }: PairedPoints): number {
  const n = total(reference);
  const m = total(current);
  let [i, j, area] = [0, 0, 0];
  for (let at = 0; at + 1 < values.length; at += 1) {
    i += reference[at] ?? 0;
    j += current[at] ?? 0;
    area += Math.abs(i * m - j * n) * (((values[at + 1] ?? 0) - (values[at] ?? 0)) / n / m);
  }
  return area;
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
