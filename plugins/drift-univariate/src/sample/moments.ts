export interface Moments {
  readonly mean: number;
  /** Population standard deviation (divided by n). */
  readonly std: number;
}

/**
 * Mean and standard deviation of at least one finite value. Values are shifted by the first and scaled first, so that
 * neither a large offset nor a large range costs digits or overflows.
 */
export function moments(values: Float64Array): Moments {
  const origin = values[0] ?? 0;
  const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value - origin)), 0);
  if (scale === 0) return { mean: origin, std: 0 };
  let sum = 0;
  for (const value of values) sum += (value - origin) / scale;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += ((value - origin) / scale - mean) ** 2;
  return { mean: origin + mean * scale, std: Math.sqrt(squares / values.length) * scale };
}
