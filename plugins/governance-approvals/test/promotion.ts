import type { PromotionRequested } from '@penstock/core';

/** A promotion request with the given parts. */
export function promotion(parts: Partial<PromotionRequested> = {}): PromotionRequested {
  return {
    model: 'late-flights',
    version: '3',
    alias: 'champion',
    metrics: { auc: 0.7 },
    slices: [],
    by: 'ada',
    ...parts,
  };
}
