import type { PromotionRequested } from '@penstock/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { checkPromotion } from '../src/check-promotion.ts';
import { fitsPattern } from '../src/name-pattern.ts';
import { options } from '../src/options.ts';
import { promotion } from './promotion.ts';

type RuleInput = NonNullable<z.input<typeof options>['rules']>[number];

/** Texts of the checks that fail. */
function failures(rule: RuleInput, request: Partial<PromotionRequested>): string[] {
  const [parsed] = options.parse({ rules: [rule] }).rules;
  if (!parsed) throw new Error('no rule');
  return checkPromotion(parsed, promotion(request))
    .filter(({ passed }) => !passed)
    .map(({ text }) => text);
}
const champion = (metrics: Record<string, number>) => ({ version: '2', metrics });

describe('thresholds', () => {
  const rule = { metrics: [{ metric: 'auc', min: 0.6, max: 0.99 }] };

  test('pass on the limit and fail beyond it, with value and need', () => {
    expect(failures(rule, { metrics: { auc: 0.6 } })).toEqual([]);
    expect(failures(rule, { metrics: { auc: 0.99 } })).toEqual([]);
    expect(failures(rule, { metrics: { auc: 0.58 } })).toEqual(['auc is 0.58, needs at least 0.6']);
    expect(failures(rule, { metrics: { auc: 0.995 } })).toEqual(['auc is 0.995, needs at most 0.99']);
  });

  test('show enough digits to tell value and need apart', () => {
    expect(failures(rule, { metrics: { auc: 0.59999999 } })).toEqual(['auc is 0.59999999, needs at least 0.6']);
  });

  test('fail when the metric is missing or not a number', () => {
    expect(failures(rule, { metrics: {} })).toEqual(['auc was not computed']);
    expect(failures(rule, { metrics: { auc: Number.NaN } })).toEqual(['auc was not computed']);
  });
});

describe('against the champion', () => {
  const notWorse = { metrics: [{ metric: 'auc', versusChampion: 'not-worse' as const, tolerance: 0.002 }] };
  const better = { metrics: [{ metric: 'auc', versusChampion: 'better' as const }] };

  test('a first version passes', () => {
    expect(failures(notWorse, {})).toEqual([]);
    expect(failures(better, {})).toEqual([]);
  });

  test('not-worse allows the tolerance, and not more', () => {
    expect(failures(notWorse, { metrics: { auc: 0.698 }, champion: champion({ auc: 0.7 }) })).toEqual([]);
    expect(failures(notWorse, { metrics: { auc: 0.6979 }, champion: champion({ auc: 0.7 }) })).toEqual([
      'auc is 0.6979, needs at least 0.698 beside the champion (version 2) with 0.7',
    ]);
  });

  test('better without a tolerance refuses a draw, with one it asks for that much', () => {
    expect(failures(better, { metrics: { auc: 0.7 }, champion: champion({ auc: 0.7 }) })).toEqual([
      'auc is 0.7, needs more than 0.7 beside the champion (version 2) with 0.7',
    ]);
    expect(failures(better, { metrics: { auc: 0.70001 }, champion: champion({ auc: 0.7 }) })).toEqual([]);
    const much = { metrics: [{ metric: 'auc', versusChampion: 'better' as const, tolerance: 0.01 }] };
    expect(failures(much, { metrics: { auc: 0.71 }, champion: champion({ auc: 0.7 }) })).toEqual([]);
    expect(failures(much, { metrics: { auc: 0.705 }, champion: champion({ auc: 0.7 }) })).toHaveLength(1);
  });

  test('losses and errors are better when lower, other metrics when the rule says so', () => {
    const loss = { metrics: [{ metric: 'logloss', versusChampion: 'not-worse' as const, tolerance: 0.01 }] };
    expect(failures(loss, { metrics: { logloss: 0.4 }, champion: champion({ logloss: 0.5 }) })).toEqual([]);
    expect(failures(loss, { metrics: { logloss: 0.52 }, champion: champion({ logloss: 0.5 }) })).toEqual([
      'logloss is 0.52, needs at most 0.51 beside the champion (version 2) with 0.5',
    ]);
    const own = { metrics: [{ metric: 'cost', versusChampion: 'better' as const, direction: 'lower' as const }] };
    expect(failures(own, { metrics: { cost: 4 }, champion: champion({ cost: 5 }) })).toEqual([]);
    expect(failures(own, { metrics: { cost: 5 }, champion: champion({ cost: 5 }) })).toHaveLength(1);
  });

  test('a champion without the metric cannot be compared with', () => {
    expect(failures(notWorse, { champion: champion({}) })).toEqual([
      'auc of the champion (version 2) is not known, so it cannot be compared',
    ]);
  });

  test('better passes only where not-worse passes, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.double({ noNaN: true, min: 0, max: 10 }),
        fc.constantFrom('higher' as const, 'lower' as const),
        (value, theirs, tolerance, direction) => {
          const judged = (versusChampion: 'better' | 'not-worse') =>
            failures(
              { metrics: [{ metric: 'm', versusChampion, tolerance, direction }] },
              { metrics: { m: value }, champion: champion({ m: theirs }) },
            );
          if (judged('better').length === 0) expect(judged('not-worse')).toEqual([]);
        },
      ),
    );
  });
});

describe('slices', () => {
  const rule = { slices: [{ slice: 'origin', metric: 'auc', min: 0.5, minRows: 500 }] };
  const slice = (value: string, rows: number, metrics: Record<string, number>) => ({
    slice: 'origin',
    value,
    rows,
    metrics,
  });

  test('every value with enough rows must pass, and each that fails is named', () => {
    const slices = [
      slice('ATL', 900, { auc: 0.6 }),
      slice('ORD', 800, { auc: 0.4 }),
      slice('SEA', 499, { auc: 0.1 }),
      slice('JFK', 500, { auc: 0.3 }),
    ];
    expect(failures(rule, { slices })).toEqual([
      'auc of origin "ORD" (800 rows) is 0.4, needs at least 0.5',
      'auc of origin "JFK" (500 rows) is 0.3, needs at least 0.5',
    ]);
  });

  test('a value on which the metric does not exist is passed over', () => {
    expect(failures(rule, { slices: [slice('ATL', 900, {}), slice('ORD', 900, { auc: 0.6 })] })).toEqual([]);
  });

  test('a slice that was not evaluated at all fails', () => {
    expect(failures(rule, { slices: [slice('SEA', 499, { auc: 0.9 })] })).toEqual([
      'no value of slice "origin" with at least 500 rows was evaluated',
    ]);
  });
});

test('patterns fit whole names, and only * and ? are special', () => {
  expect(fitsPattern('*', 'any\nthing')).toBe(true);
  expect(fitsPattern('late-*', 'late-flights')).toBe(true);
  expect(fitsPattern('late-*', 'too-late-flights')).toBe(false);
  expect(fitsPattern('v?', 'v1')).toBe(true);
  expect(fitsPattern('v?', 'v10')).toBe(false);
  expect(fitsPattern('a.b+(c)', 'a.b+(c)')).toBe(true);
  expect(fitsPattern('a.b', 'axb')).toBe(false);
});

describe('options that cannot be meant are refused:', () => {
  const refused: [string, unknown][] = [
    ['an unknown key', { rule: [] }],
    ['a metric without a threshold', { rules: [{ metrics: [{ metric: 'auc' }] }] }],
    ['a slice without a threshold', { rules: [{ slices: [{ slice: 'origin', metric: 'auc' }] }] }],
    ['more approvals than people', { rules: [{ approvals: { required: 2, from: ['ada', 'Ada '] } }] }],
    ['nobody to ask', { rules: [{ approvals: { from: [] } }] }],
    ['a negative tolerance', { rules: [{ metrics: [{ metric: 'auc', min: 0, tolerance: -1 }] }] }],
    ['a fraction of a person', { rules: [{ approvals: { required: 0.5 } }] }],
  ];
  test.each(refused)('%s', (_, value) => {
    expect(options.safeParse(value).success).toBe(false);
  });
});
