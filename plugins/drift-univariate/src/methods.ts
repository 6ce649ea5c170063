import {
  hellinger,
  jensenShannon,
  kullbackLeibler,
  largestDifference,
  populationStability,
  totalVariation,
} from './distance/divergences.ts';

export const methodNames = [
  'psi',
  'kl',
  'jensen-shannon',
  'hellinger',
  'total-variation',
  'l-infinity',
  'wasserstein',
  'ks',
  'chi2',
] as const;
export type MethodName = (typeof methodNames)[number];

export function isMethod(name: string): name is MethodName {
  return (methodNames as readonly string[]).includes(name);
}

/** A distance between the shares of bins or levels. */
export interface BinnedMethod {
  readonly distance: (p: Float64Array, q: Float64Array) => number;
  /**
   * Turns the distance into a chi-squared variable with (bins − 1) degrees of freedom once divided by 1/n + 1/m, both
   * samples being of one law and no bin small; and back. From the second-order expansion of each distance, which is a
   * multiple of Σ (p − q)² / p. Absent where there is no such form.
   */
  readonly chiSquared?: { of(distance: number): number; distance(value: number): number };
}

export const binnedMethods: Readonly<Partial<Record<MethodName, BinnedMethod>>> = {
  psi: { distance: populationStability, chiSquared: { of: (d) => d, distance: (v) => v } },
  kl: { distance: kullbackLeibler, chiSquared: { of: (d) => 2 * d, distance: (v) => v / 2 } },
  'jensen-shannon': {
    distance: (p, q) => jensenShannon(p, q),
    chiSquared: { of: (d) => 8 * Math.LN2 * d * d, distance: (v) => Math.sqrt(v / (8 * Math.LN2)) },
  },
  hellinger: { distance: hellinger, chiSquared: { of: (d) => 8 * d * d, distance: (v) => Math.sqrt(v / 8) } },
  'total-variation': { distance: totalVariation },
  'l-infinity': { distance: largestDifference },
};
