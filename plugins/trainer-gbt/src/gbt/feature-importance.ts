import type { GbtModel } from './gbt-model.ts';

/**
 * How much each feature was used, the most used first: `gain` sums the gains of its splits, `split` counts them.
 * Features without a split are listed with 0.
 */
export function featureImportance(model: GbtModel, kind: 'gain' | 'split'): Record<string, number> {
  const sums = model.features.map(() => 0);
  for (const tree of model.trees) {
    tree.feature.forEach((feature, node) => {
      sums[feature]! += kind === 'gain' ? tree.gain[node]! : 1;
    });
  }
  const named = model.features.map(({ name }, feature) => [name, sums[feature]!] as const);
  return Object.fromEntries(named.sort(([, a], [, b]) => b - a));
}
