import { readFileSync } from 'node:fs';
import type { SampleColumn } from '@penstock/core/contracts';
import { describe, expect, test } from 'vitest';
import { options } from '../src/options.ts';
import { UnivariateDrift } from '../src/univariate-drift.ts';
import { expandInput, type Item, type ListSpec } from './expand-input.ts';

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly inputs: Readonly<Record<string, ListSpec>>;
  readonly checks: readonly {
    readonly method: string;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly expected: Readonly<Record<string, number>>;
  }[];
}

const file = new URL('./fixtures/drift-reference.json', import.meta.url);
const cases = (JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] }).cases.filter(
  ({ kind, id }) => kind.endsWith('-pair') && id !== 'num-empty-and-single',
);

/** Check of the reference file → its fields by the detector's method; `p_…` is the p-value. */
const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ks_2samp: { statistic: 'ks', p_value_exact: 'p_ks', p_value_smirnov_kstwo: 'p_ks' },
  wasserstein_1: { normed_by_ref_std: 'wasserstein' },
  binned_divergences: shareFields(),
  categorical_divergences: shareFields(),
  chi2_contingency: { cramers_v: 'chi2', p_value: 'p_chi2' },
};

function shareFields() {
  return {
    psi: 'psi',
    kl_ref_cur: 'kl',
    js_distance_base2: 'jensen-shannon',
    hellinger: 'hellinger',
    tvd: 'total-variation',
    l_infinity: 'l-infinity',
  };
}

function column(items: readonly Item[], kind: string): SampleColumn {
  if (kind === 'numeric-pair')
    return { kind: 'numeric', values: Float64Array.from(items, (item) => Number(item ?? Number.NaN)) };
  const dictionary = [...new Set(items.filter((item) => item !== null).map(String))];
  const codes = Int32Array.from(items, (item) => (item === null ? -1 : dictionary.indexOf(String(item))));
  return { kind: 'categorical', codes, dictionary };
}

describe.each(cases)('reference case $id', ({ id, kind, inputs, checks }) => {
  const [reference, current] = [inputs['reference'], inputs['current']].map((spec) =>
    column(expandInput(spec ?? {}), kind),
  );
  if (reference === undefined || current === undefined) throw new TypeError(`${id} is no pair`);

  for (const { method: check, params, expected } of checks) {
    // Columns of few values get a bin per value, whatever the check bins by; Yates' correction is no method here.
    const few =
      ['num-constant-equal', 'num-constant-shifted'].includes(id) && params?.['binning'] === 'reference_quantiles';
    if (few || params?.['correction'] === true || !(check in fields)) continue;
    const nulls = params?.['null_policy'] === 'category' ? 'category' : 'drop';
    const detector = new UnivariateDrift(options.parse({ minRows: 1, minExpected: 0, maxPoints: 1_000_000, nulls }));

    test(`the detector gives the values of ${check}, nulls: ${nulls}`, () => {
      for (const [field, name] of Object.entries(fields[check] ?? {})) {
        const value = expected[field];
        if (value === undefined) continue;
        const result = detector.compare(detector.fit(reference, { method: name.replace('p_', '') }), current);
        const actual = name.startsWith('p_') ? result.pValue : result.score;
        expect(Math.abs((actual ?? Number.NaN) - value), `${field}: ${actual} instead of ${value}`).toBeLessThanOrEqual(
          1e-7 + 1e-6 * value,
        );
      }
    });
  }
});
