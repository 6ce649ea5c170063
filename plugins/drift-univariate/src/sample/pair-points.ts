import type { Points } from './points.ts';

/** Both laws on one axis: every value of either, with the rows of each. */
export interface PairedPoints {
  readonly values: Float64Array;
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

export function pairPoints(reference: Points, current: Points): PairedPoints {
  const most = reference.values.length + current.values.length;
  const [values, left, right] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  let [i, j, size] = [0, 0, 0];
  for (; i < reference.values.length || j < current.values.length; size += 1) {
    const a = reference.values[i] ?? Number.POSITIVE_INFINITY;
    const b = current.values[j] ?? Number.POSITIVE_INFINITY;
    values[size] = Math.min(a, b);
    if (a <= b) left[size] = reference.counts[i++] ?? 0;
    if (b <= a) right[size] = current.counts[j++] ?? 0;
  }
  return { values: values.subarray(0, size), reference: left.subarray(0, size), current: right.subarray(0, size) };
}
