import type { ModelFeature } from './model-feature.ts';

/** What is wrong with a model's list of features; undefined when nothing is. */
export function checkFeatures(features: readonly ModelFeature[]): string | undefined {
  const names = new Set<string>();
  for (const feature of features) {
    if (names.has(feature.name)) return `the feature "${feature.name}" is listed twice`;
    names.add(feature.name);
    if (feature.type === 'categorical' && new Set(feature.categories).size < feature.categories.length)
      return `a category of "${feature.name}" is listed twice`;
  }
  return undefined;
}
