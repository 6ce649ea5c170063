/**
 * Quantile q of ascending values, interpolated linearly between order statistics (type 7, numpy's `linear`). The nearer
 * neighbour is the base of the interpolation, so that a quantile between equal values is that value exactly.
 */
export function quantile(sorted: Float64Array, q: number): number {
  const at = (sorted.length - 1) * q;
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  const share = at - below;
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}
