import { moments } from '../sample/moments.ts';
import { quantile } from '../sample/quantile.ts';
import type { Bins } from './bins.ts';

export const widthRules = ['sturges', 'doane', 'scott', 'freedman-diaconis', 'rice', 'sqrt', 'auto'] as const;
export type WidthRule = (typeof widthRules)[number];

/** Heavy tails make some rules ask for millions of bins. */
const MOST_BINS = 1000;

/** Bins of equal width over the range of ascending values (at least one), by the rules of `numpy.histogram_bin_edges`. */
export function equalWidthBins(sorted: Float64Array, rule: WidthRule): Bins {
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 0;
  if (low === high) return { rule: 'equal-width', at: [low - 0.5, high + 0.5] };
  const width = widths[rule](sorted, high - low);
  const count = width > 0 ? Math.min(MOST_BINS, Math.ceil((high - low) / width)) : 1;
  const step = (high - low) / count;
  const edges = Array.from({ length: count + 1 }, (_, i) => (i === count ? high : low + i * step));
  return { rule: 'equal-width', at: edges };
}

const widths: Readonly<Record<WidthRule, (sorted: Float64Array, range: number) => number>> = {
  sturges: (sorted, range) => range / (Math.log2(sorted.length) + 1),
  doane(sorted, range) {
    const n = sorted.length;
    if (n < 3) return 0;
    const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
    return range / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness(sorted)) / spread));
  },
  scott: (sorted) => Math.cbrt((24 * Math.sqrt(Math.PI)) / sorted.length) * moments(sorted).std,
  'freedman-diaconis': (sorted) => (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(sorted.length),
  rice: (sorted, range) => range / (2 * Math.cbrt(sorted.length)),
  sqrt: (sorted, range) => range / Math.sqrt(sorted.length),
  auto(sorted, range) {
    const robust = widths['freedman-diaconis'](sorted, range);
    return Math.min(Math.max(robust, widths.sqrt(sorted, range) / 2), widths.sturges(sorted, range));
  },
};

function skewness(values: Float64Array): number {
  const { mean, std } = moments(values);
  return std === 0 ? 0 : values.reduce((sum, value) => sum + ((value - mean) / std) ** 3, 0) / values.length;
}
