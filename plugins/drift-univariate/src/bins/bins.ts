/**
 * How a numeric column becomes a row of counts.
 * - `quantiles`: ascending inner edges; bin i holds edge[i − 1] ≤ value < edge[i], the outer bins are open.
 * - `equal-width`: ascending edges, the outer ones included; the last bin is closed, and one more bin holds what lies outside.
 * - `values`: ascending distinct values, a bin each; other values are no part of them.
 */
export interface Bins {
  readonly rule: 'quantiles' | 'equal-width' | 'values';
  readonly at: readonly number[];
}

export interface BinCounts {
  readonly counts: Float64Array;
  /** Rule `values` only: rows with a value that has no bin, by value. */
  readonly unseen: ReadonlyMap<number, number>;
}

export function binCount(bins: Bins): number {
  return bins.at.length + (bins.rule === 'quantiles' ? 1 : 0);
}

export function countInBins(bins: Bins, values: Float64Array): BinCounts {
  const counts = new Float64Array(binCount(bins));
  const unseen = new Map<number, number>();
  const locate = locators[bins.rule];
  for (const value of values) {
    const bin = locate(bins.at, value);
    if (bin < 0) unseen.set(value, (unseen.get(value) ?? 0) + 1);
    else counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { counts, unseen };
}

/** A text per bin, for people. */
export function binLabels(bins: Bins): string[] {
  const short = bins.at.map((value) => String(Number(value.toPrecision(5))));
  const texts = new Set(short).size === short.length ? short : bins.at.map(String);
  if (bins.rule === 'values') return texts;
  const between = texts.slice(1).map((text, i) => `${texts[i]} to ${text}`);
  if (bins.rule === 'equal-width') return [...between, 'outside'];
  return [`< ${texts[0]}`, ...between, `≥ ${texts.at(-1)}`];
}

const locators: Readonly<Record<Bins['rule'], (at: readonly number[], value: number) => number>> = {
  quantiles: edgesUpTo,
  'equal-width'(at, value) {
    const last = at.length - 1;
    if (value === at[last]) return last - 1;
    const edges = edgesUpTo(at, value);
    return edges === 0 || edges > last ? last : edges - 1;
  },
  values(at, value) {
    const found = edgesUpTo(at, value) - 1;
    return at[found] === value ? found : -1;
  },
};

/** How many of the ascending edges are at most the value. */
function edgesUpTo(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
