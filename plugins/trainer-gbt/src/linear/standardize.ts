/** Standardised values are clipped to this many deviations, so that one outlier cannot carry a score away. */
export const SCALE_LIMIT = 8;

/** A number in deviations from the mean, clipped; NaN stays NaN. */
export function standardize(value: number, scale: { readonly mean: number; readonly deviation: number }): number {
  return Math.min(Math.max((value - scale.mean) / scale.deviation, -SCALE_LIMIT), SCALE_LIMIT);
}
