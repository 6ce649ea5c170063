import type { ModelFeature } from '../scorer/model-feature.ts';

/** A text that none of the categories is, to be fed for a missing one: the empty string if it is free. */
export function missingCategory(features: readonly ModelFeature[]): string {
  const taken = new Set(features.flatMap((feature) => (feature.type === 'categorical' ? feature.categories : [])));
  let token = '';
  while (taken.has(token)) token = token === '' ? '(missing)' : `(${token})`;
  return token;
}
