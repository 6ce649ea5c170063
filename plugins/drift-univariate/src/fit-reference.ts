import { PenstockError } from '@penstock/core';
import type { DriftMethodConfig, SampleColumn } from '@penstock/core/contracts';
import { countInBins } from './bins/bins.ts';
import { chooseBins } from './bins/choose-bins.ts';
import { countLevels } from './level-counts.ts';
import { isMethod, type MethodName, methodNames } from './methods.ts';
import type { DriftOptions } from './options.ts';
import type { CategoricalState, NumericState, ReferenceState } from './reference-state.ts';
import { clean } from './sample/clean.ts';
import { condense } from './sample/condense.ts';
import { moments } from './sample/moments.ts';
import { pointsOf } from './sample/points.ts';

/** Practical threshold of a method that is given none: all methods are distances for which a tenth is worth a look. */
const DEFAULT_THRESHOLD = 0.1;

/** Everything of a reference that its comparisons need, as bounded JSON. PEN_DRIFT_INVALID on a bad method or threshold. */
export function fitReference(
  reference: SampleColumn,
  config: DriftMethodConfig,
  options: DriftOptions,
): ReferenceState {
  const method = checkedMethod(config.method ?? options[reference.kind]);
  const threshold = config.threshold ?? options.thresholds[method] ?? DEFAULT_THRESHOLD;
  if (!(Number.isFinite(threshold) && threshold >= 0))
    throw new PenstockError('PEN_DRIFT_INVALID', `The threshold of method "${method}" must be a number from 0 up`);
  return reference.kind === 'numeric'
    ? fitNumeric(reference.values, { method, threshold }, options)
    : fitCategorical(countLevels(reference, options.nulls), { method, threshold }, options);
}

interface Chosen {
  readonly method: MethodName;
  readonly threshold: number;
}

function checkedMethod(name: string): MethodName {
  if (isMethod(name)) return name;
  throw new PenstockError('PEN_DRIFT_INVALID', `Drift method "${name}" is unknown`, {
    hint: `Choose one of ${methodNames.join(', ')}.`,
  });
}

function fitNumeric(values: Float64Array, chosen: Chosen, options: DriftOptions): NumericState {
  const sorted = clean(values).values.sort();
  const state = { version: 1 as const, kind: 'numeric' as const, ...chosen, rows: sorted.length };
  if (sorted.length === 0) return { ...state, std: 0 };
  const bins = chooseBins(sorted, options.binning, options.bins);
  const fitted: NumericState = {
    ...state,
    bins: { rule: bins.rule, at: [...bins.at], counts: [...countInBins(bins, sorted).counts] },
    std: moments(sorted).std,
  };
  if (chosen.method !== 'ks' && chosen.method !== 'wasserstein') return fitted;
  const points = condense(pointsOf(sorted), options.maxPoints);
  return { ...fitted, points: { values: [...points.values], counts: [...points.counts] } };
}

function fitCategorical(
  counts: ReadonlyMap<string | null, number>,
  chosen: Chosen,
  options: DriftOptions,
): CategoricalState {
  const levels = [...counts].sort((a, b) => b[1] - a[1] || compareLevels(a[0], b[0]));
  const rest = levels.slice(options.maxLevels);
  return {
    version: 1,
    kind: 'categorical',
    ...chosen,
    rows: total(levels),
    nulls: options.nulls,
    levels: levels.slice(0, options.maxLevels),
    ...(rest.length > 0 ? { other: total(rest) } : {}),
  };
}

function total(levels: readonly (readonly [unknown, number])[]): number {
  return levels.reduce((sum, [, rows]) => sum + rows, 0);
}

function compareLevels(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  return b === null || a > b ? 1 : -1;
}
