/** Where a combination of codes finds its weight in a table: `(Σ code × multiplier) mod size`. */
export interface TableShape {
  readonly features: readonly number[];
  readonly multipliers: readonly number[];
  readonly size: number;
}

/** Spreads the first code of a pair when a table cannot hold all pairs. Products with it stay exact below 2^53. */
const SPREAD = 1_000_003;

/**
 * A weight for every combination if they fit into `limit`, otherwise a table of `limit` weights that combinations share.
 * @param codes Feature → number of its codes.
 */
export function tableShape(features: readonly number[], codes: readonly number[], limit: number): TableShape {
  const [first, second] = features;
  const a = codes[first!]!;
  if (second === undefined) return { features, multipliers: [1], size: Math.min(a, limit) };
  const b = codes[second]!;
  return a * b <= limit
    ? { features, multipliers: [b, 1], size: a * b }
    : { features, multipliers: [SPREAD, 1], size: limit };
}
