import { binCount, countInBins } from '../src/bins/bins.ts';
import { quantileBins } from '../src/bins/choose-bins.ts';
import { equalWidthBins, type WidthRule } from '../src/bins/equal-width.ts';
import {
  hellinger,
  jensenShannon,
  kullbackLeibler,
  largestDifference,
  populationStability,
  totalVariation,
} from '../src/distance/divergences.ts';
import { shares } from '../src/distance/shares.ts';
import { wasserstein } from '../src/distance/wasserstein.ts';
import { adjustPValues } from '../src/hypothesis/adjust-p-values.ts';
import { chiSquared } from '../src/hypothesis/chi-squared-test.ts';
import { kolmogorovSmirnov } from '../src/hypothesis/kolmogorov-smirnov.ts';
import { clean } from '../src/sample/clean.ts';
import { moments } from '../src/sample/moments.ts';
import { pairPoints } from '../src/sample/pair-points.ts';
import { pointsOf } from '../src/sample/points.ts';
import { quantile } from '../src/sample/quantile.ts';
import { kolmogorovSurvival } from '../src/special/kolmogorov.ts';
import { kolmogorovOneSampleSurvival } from '../src/special/kolmogorov-one-sample.ts';
import type { Item } from './expand-input.ts';

export type Field = number | string | boolean | readonly Field[] | { readonly [key: string]: Field };
type Fields = Readonly<Record<string, Field | undefined>>;
type Lists = Readonly<Record<string, readonly Item[]>>;
type Params = Readonly<Record<string, unknown>>;

/** Method of the reference file → the fields it expects, computed by this package. */
export const referenceChecks: Readonly<
  Record<string, (lists: Lists, params: Params, expected: Readonly<Record<string, Field>>) => Fields>
> = {
  ks_2samp: (lists) => smirnovFields(sorted(lists['reference']), sorted(lists['current'])),
  wasserstein_1(lists) {
    const reference = sorted(lists['reference']);
    const distance = wasserstein(pairPoints(pointsOf(reference), pointsOf(sorted(lists['current']))));
    return { statistic: distance, normed_by_ref_std: distance / Math.max(moments(reference).std, 0.001) };
  },
  binned_divergences(lists, { binning, bins }) {
    const [reference, current] = [sorted(lists['reference']), sorted(lists['current'])];
    if (binning === 'distinct_values') {
      const paired = pairPoints(pointsOf(reference), pointsOf(current));
      return {
        values: [...paired.values],
        ref_counts: [...paired.reference],
        cur_counts: [...paired.current],
        ...divergences(paired.reference, paired.current),
      };
    }
    const chosen = quantileBins(reference, bins as number);
    const [left, right] = [countInBins(chosen, reference).counts, countInBins(chosen, current).counts];
    return { inner_edges: chosen.at, ref_counts: [...left], cur_counts: [...right], ...divergences(left, right) };
  },
  evidently_psi(lists) {
    const pooled = sorted([...(lists['reference'] ?? []), ...(lists['current'] ?? [])]);
    const bins = equalWidthBins(pooled, 'sturges');
    const [raw, rawCurrent] = [countedShares(bins, lists['reference']), countedShares(bins, lists['current'])];
    // Without the bin for values outside: there are none, and Evidently fills it otherwise.
    const [p, q] = [evidentlyFill(raw.slice(0, -1)), evidentlyFill(rawCurrent.slice(0, -1))];
    return {
      n_bins: binCount(bins) - 1,
      first_edge: bins.at[0],
      last_edge: bins.at.at(-1),
      psi: populationStability(p, q),
      kl_div: kullbackLeibler(p, q),
      js_distance_base_e: jensenShannon(raw, rawCurrent, 'e'),
    };
  },
  nannyml_js_hellinger(lists) {
    const bins = equalWidthBins(sorted(lists['reference']), 'doane');
    const [p, q] = [countedShares(bins, lists['reference']), countedShares(bins, lists['current'])];
    return {
      n_bins: binCount(bins) - 1,
      leftover_mass: q.at(-1),
      js_distance_base2: jensenShannon(p, q),
      hellinger: hellinger(p, q),
    };
  },
  any_detector(lists) {
    const [reference, current] = [numbers(lists['reference']), numbers(lists['current'])];
    const status = Math.min(reference.values.length, current.values.length) === 0 ? 'insufficient-data' : 'ok';
    return { status, ref_used: reference.values.length, cur_used: current.values.length };
  },
  cleaning(lists) {
    const [reference, current] = [numbers(lists['reference']), numbers(lists['current'])];
    return {
      ref_used: reference.values.length,
      ref_null: reference.dropped.null,
      ref_nan: reference.dropped.nan,
      ref_inf: reference.dropped.inf,
      cur_used: current.values.length,
      cur_null: current.dropped.null,
      cur_nan: current.dropped.nan,
      cur_inf: current.dropped.inf,
    };
  },
  category_counts(lists, params) {
    const { categories, ref, cur } = tally(lists, params);
    return { categories, ref, cur };
  },
  categorical_divergences(lists, params) {
    const { ref, cur } = tally(lists, params);
    return divergences(ref, cur);
  },
  chi2_contingency(lists, params) {
    const { ref, cur } = tally(lists, params);
    const found = chiSquared(ref, cur, params['correction'] === true);
    if (found === undefined) return { status: 'undefined' };
    return { statistic: found.statistic, p_value: found.pValue, dof: found.dof, cramers_v: found.cramersV };
  },
  chunked_js_threshold(lists, { chunk_size }) {
    const bins = equalWidthBins(sorted(lists['reference']), 'doane');
    const whole = countedShares(bins, lists['reference']);
    const distances = (items: readonly Item[] = []) => {
      const chunks = Array.from({ length: items.length / (chunk_size as number) }, (_, i) =>
        items.slice(i * (chunk_size as number), (i + 1) * (chunk_size as number)),
      );
      return chunks.map((chunk) => jensenShannon(whole, countedShares(bins, chunk)));
    };
    const [reference, analysis] = [distances(lists['reference']), distances(lists['analysis'])];
    const { mean, std } = moments(Float64Array.from(reference));
    return {
      reference_values: reference,
      analysis_values: analysis,
      upper_threshold: mean + 3 * std,
      alerts: analysis.map((value) => value > mean + 3 * std),
    };
  },
  p_adjust(lists) {
    const values = (lists['p_values'] ?? []).map(Number);
    return {
      bonferroni: adjustPValues(values, 'bonferroni'),
      holm: adjustPValues(values, 'holm'),
      fdr_bh: adjustPValues(values, 'benjamini-hochberg'),
      fdr_by: adjustPValues(values, 'benjamini-yekutieli'),
    };
  },
  segmented_ks(lists) {
    const segment = (name: string) =>
      kolmogorovSmirnov(pointsOf(sorted(lists[`ref_segment_${name}`])), pointsOf(sorted(lists[`cur_segment_${name}`])));
    const [a, b] = [segment('a'), segment('b')];
    const [aAdjusted, bAdjusted] = adjustPValues([a.pValue, b.pValue], 'benjamini-hochberg');
    const pool = (side: string) =>
      pointsOf(sorted([...(lists[`${side}_segment_a`] ?? []), ...(lists[`${side}_segment_b`] ?? [])]));
    const overall = kolmogorovSmirnov(pool('ref'), pool('cur'));
    return {
      a_statistic: a.statistic,
      a_p: a.pValue,
      b_statistic: b.statistic,
      b_p: b.pValue,
      a_p_bh: aAdjusted,
      b_p_bh: bAdjusted,
      overall_statistic: overall.statistic,
      overall_p: overall.pValue,
    };
  },
  histogram_bin_edges(lists, _params, expected) {
    return Object.fromEntries(
      Object.keys(expected).map((name) => {
        const [list, rule] = name.split('_') as [string, string];
        const bins = equalWidthBins(sorted(lists[list]), (rule === 'fd' ? 'freedman-diaconis' : rule) as WidthRule);
        const fields = { n_bins: binCount(bins) - 1, first: bins.at[0] ?? 0, last: bins.at.at(-1) ?? 0 };
        return [name, fields];
      }),
    );
  },
  quantiles(lists, _params, expected) {
    const q = expected['q'] as readonly number[];
    const of = (list: string) => q.map((share) => quantile(sorted(lists[list]), share));
    return { q, normal: of('normal'), pareto: of('pareto') };
  },
};

function smirnovFields(reference: Float64Array, current: Float64Array): Fields {
  const { statistic, pValue, law } = kolmogorovSmirnov(pointsOf(reference), pointsOf(current));
  const effective = (reference.length * current.length) / (reference.length + current.length);
  return {
    statistic,
    p_value_exact: law === 'exact' ? pValue : undefined,
    p_value_smirnov_kstwo: law === 'one-sample' ? pValue : kolmogorovOneSampleSurvival(effective, statistic),
    p_value_limit: kolmogorovSurvival(Math.sqrt(effective) * statistic),
  };
}

function divergences(reference: ArrayLike<number>, current: ArrayLike<number>): Fields {
  const [p, q] = [shares(reference), shares(current)];
  return {
    psi: populationStability(p, q),
    kl_ref_cur: kullbackLeibler(p, q),
    js_distance_base2: jensenShannon(p, q),
    js_distance_base_e: jensenShannon(p, q, 'e'),
    hellinger: hellinger(p, q),
    tvd: totalVariation(p, q),
    l_infinity: largestDifference(p, q),
  };
}

/** Evidently's own rule for empty bins: 1e-4, or a millionth of the smallest share where that is no more than 1e-4. */
function evidentlyFill(p: Float64Array): Float64Array {
  const smallest = Math.min(...p.filter((share) => share > 0));
  return p.map((share) => (share > 0 ? share : smallest <= 1e-4 ? smallest / 1e6 : 1e-4));
}

function countedShares(bins: Parameters<typeof countInBins>[0], items: readonly Item[] = []): Float64Array {
  return shares(countInBins(bins, numbers(items).values).counts);
}

function tally(lists: Lists, params: Params) {
  const withNulls = params['null_policy'] === 'category';
  const levels = (side: string) =>
    (lists[side] ?? []).filter((item) => withNulls || item !== null).map((item) => item ?? '<null>');
  const [reference, current] = [levels('reference'), levels('current')];
  const categories = [...new Set([...reference, ...current])].map(String).sort((a, b) => (a < b ? -1 : 1));
  const count = (side: readonly Item[]) => categories.map((level) => side.filter((item) => item === level).length);
  return { categories, ref: count(reference), cur: count(current) };
}

function numbers(items: readonly Item[] = []) {
  return clean(items.map((item) => (item === null ? null : Number(item))));
}

function sorted(items: readonly Item[] = []): Float64Array {
  return numbers(items).values.slice().sort();
}
