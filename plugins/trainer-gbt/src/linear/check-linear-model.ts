import type { LinearModel } from './linear-model.ts';

/** What is wrong with a model beyond its schema; undefined when it can be scored. */
export function checkLinearModel(model: LinearModel): string | undefined {
  const { features, bounds } = model;
  if (bounds.length !== features.length) return 'bounds and features differ in length';
  for (const [index, feature] of features.entries()) {
    const own = bounds[index]!;
    if ((feature.type === 'numeric') !== (own !== null)) return `the bounds of "${feature.name}" do not fit its type`;
    if (own?.some((bound, at) => at > 0 && bound <= own[at - 1]!)) return `the bounds of "${feature.name}" do not rise`;
  }
  for (const [index, table] of model.tables.entries()) {
    if (table.multipliers.length !== table.features.length) return `table ${index} has unequal lists`;
    if (table.features.some((feature) => feature >= features.length)) return `table ${index} reads no known feature`;
  }
  if (model.scaled.some(({ feature }) => features[feature]?.type !== 'numeric'))
    return 'a scaled feature is not a numeric one';
  return undefined;
}
