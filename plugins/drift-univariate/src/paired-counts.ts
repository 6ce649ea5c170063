import { binLabels, countInBins } from './bins/bins.ts';
import type { CategoricalState, NumericState } from './reference-state.ts';

/** Both samples by bin or level. */
export interface PairedCounts {
  readonly labels: readonly string[];
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** Values or levels that only the current sample has get a bin each up to here, the others one together. */
const MOST_UNSEEN = 1000;

/** Counts of a numeric column; a value that the reference's distinct values lack is a bin of its own. */
export function pairNumeric(bins: NonNullable<NumericState['bins']>, values: Float64Array): PairedCounts {
  const { counts, unseen } = countInBins(bins, values);
  const added = largestFirst([...unseen]);
  return joined(
    binLabels(bins),
    bins.counts,
    [...counts],
    added.map(([value, rows]) => [String(value), rows]),
  );
}

/** Counts of a categorical column over the levels of both sides. */
export function pairCategorical(state: CategoricalState, levels: ReadonlyMap<string | null, number>): PairedCounts {
  const known = new Set(state.levels.map(([level]) => level));
  const current = state.levels.map(([level]) => levels.get(level) ?? 0);
  const unseen = [...levels].filter(([level]) => !known.has(level));
  const labels = state.levels.map(([level]) => level ?? '<null>');
  const counts = state.levels.map(([, rows]) => rows);
  if (state.other === undefined)
    return joined(
      labels,
      counts,
      current,
      largestFirst(unseen).map(([level, rows]) => [level ?? '<null>', rows]),
    );
  // A level may be among those that were cut off, so what is not known belongs to them.
  const others = unseen.reduce((sum, [, rows]) => sum + rows, 0);
  return joined([...labels, 'other'], [...counts, state.other], [...current, others], []);
}

function largestFirst<T>(levels: readonly (readonly [T, number])[]): (readonly [T, number])[] {
  return [...levels].sort((a, b) => b[1] - a[1] || (String(a[0]) < String(b[0]) ? -1 : 1));
}

function joined(
  labels: readonly string[],
  reference: readonly number[],
  current: readonly number[],
  added: readonly (readonly [string, number])[],
): PairedCounts {
  const own = added.slice(0, MOST_UNSEEN);
  const rest = added.slice(MOST_UNSEEN).reduce((sum, [, rows]) => sum + rows, 0);
  const extra = rest > 0 ? [...own, ['other', rest] as const] : own;
  return {
    labels: [...labels, ...extra.map(([label]) => label)],
    reference: Float64Array.from([...reference, ...extra.map(() => 0)]),
    current: Float64Array.from([...current, ...extra.map(([, rows]) => rows)]),
  };
}
