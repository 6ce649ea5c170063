import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binLabels, countInBins } from '../src/bins/bins.ts';
import { chooseBins } from '../src/bins/choose-bins.ts';
import { equalWidthBins, widthRules } from '../src/bins/equal-width.ts';
import { wasserstein } from '../src/distance/wasserstein.ts';
import { adjustPValues } from '../src/hypothesis/adjust-p-values.ts';
import { poolRareLevels } from '../src/hypothesis/pool-rare-levels.ts';
import { binnedMethods } from '../src/methods.ts';
import { condense } from '../src/sample/condense.ts';
import { moments } from '../src/sample/moments.ts';
import { pairPoints } from '../src/sample/pair-points.ts';
import { pointsOf } from '../src/sample/points.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const sample = fc.array(fc.oneof(finite, fc.integer({ min: -3, max: 3 })), { minLength: 1, maxLength: 200 });
const manyValues = fc
  .tuple(
    fc.array(finite, { minLength: 300, maxLength: 600 }),
    fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 600 }),
  )
  .map((parts) => parts.flat());
const sorted = (values: readonly number[]) => Float64Array.from(values, (value) => value + 0).sort();
const shares = fc
  .array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 20 })
  .filter((bins) => bins.some(([a]) => a > 0) && bins.some(([, b]) => b > 0))
  .map((bins) => {
    const side = (at: 0 | 1) => {
      const total = bins.reduce((sum, bin) => sum + bin[at], 0);
      return Float64Array.from(bins, (bin) => bin[at] / total);
    };
    return [side(0), side(1)] as const;
  });

describe('distances between shares', () => {
  test('are zero for equal shares, else positive, finite, and symmetric except Kullback-Leibler', () => {
    fc.assert(
      fc.property(shares, ([p, q]) => {
        for (const [name, method] of Object.entries(binnedMethods)) {
          expect(method.distance(p, p), name).toBeCloseTo(0, 12);
          const distance = method.distance(p, q);
          expect(distance, name).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(distance), name).toBe(true);
          if (name !== 'kl') expect(method.distance(q, p), name).toBeCloseTo(distance, 10);
          if (!['kl', 'psi'].includes(name)) expect(distance, name).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  test('have closed forms that are inverse to each other', () => {
    for (const { chiSquared } of Object.values(binnedMethods))
      if (chiSquared) expect(chiSquared.of(chiSquared.distance(0.37))).toBeCloseTo(0.37, 12);
  });
});

describe('the Wasserstein distance', () => {
  test('of samples of equal size is the mean distance of their order statistics', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, finite), { minLength: 1, maxLength: 100 }), (rows) => {
        const [a, b] = [sorted(rows.map(([x]) => x)), sorted(rows.map(([, y]) => y))];
        const expected = a.reduce((sum, x, i) => sum + Math.abs(x - (b[i] ?? 0)), 0) / a.length;
        expect(wasserstein(pairPoints(pointsOf(a), pointsOf(b)))).toBeCloseTo(expected, 5);
      }),
    );
  });

  test('obeys the triangle inequality', () => {
    fc.assert(
      fc.property(sample, sample, sample, (x, y, z) => {
        const [a, b, c] = [pointsOf(sorted(x)), pointsOf(sorted(y)), pointsOf(sorted(z))];
        const direct = wasserstein(pairPoints(a, c));
        expect(direct).toBeLessThanOrEqual(wasserstein(pairPoints(a, b)) + wasserstein(pairPoints(b, c)) + 1e-6);
      }),
    );
  });
});

describe('condensed laws', () => {
  test('keep rows and mean, and move the distribution function by no more than a block', () => {
    fc.assert(
      fc.property(manyValues, (values) => {
        const whole = pointsOf(sorted(values));
        const small = condense(whole, 64);
        expect(small.values.length).toBeLessThanOrEqual(64);
        expect(small.counts.reduce((sum, count) => sum + count, 0)).toBe(whole.rows);
        expect(moments(sorted(values)).mean).toBeCloseTo(
          small.values.reduce((sum, value, i) => sum + value * ((small.counts[i] ?? 0) / small.rows), 0),
          3,
        );
        const paired = pairPoints(whole, small);
        const block = whole.rows / (0.375 * 64);
        let difference = 0;
        for (const [i, count] of paired.reference.entries()) {
          difference += count - (paired.current[i] ?? 0);
          expect(Math.abs(difference)).toBeLessThanOrEqual(block);
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  test('keep the extremes as they are and change nothing when small enough', () => {
    const whole = pointsOf(Float64Array.from({ length: 5000 }, (_, i) => i ** 3));
    const small = condense(whole, 80);
    expect(small.values.slice(0, 10)).toEqual(whole.values.slice(0, 10));
    expect(small.values.slice(-10)).toEqual(whole.values.slice(-10));
    expect(condense(whole, 5000)).toBe(whole);
  });
});

describe('bins', () => {
  test('hold every row once, whatever the rule', () => {
    fc.assert(
      fc.property(sample, sample, fc.constantFrom('quantile' as const, ...widthRules), (x, y, binning) => {
        const bins = chooseBins(sorted(x), binning, 10);
        for (const values of [sorted(x), sorted(y)]) {
          const { counts, unseen } = countInBins(bins, values);
          const rows = [...counts, ...unseen.values()].reduce((sum, count) => sum + count, 0);
          expect(rows).toBe(values.length);
          expect(binLabels(bins)).toHaveLength(counts.length);
        }
      }),
    );
  });

  test('are one per distinct value when these are few', () => {
    const few = sorted(Array.from({ length: 100 }, (_, i) => i % 20));
    expect(chooseBins(few, 'quantile', 10)).toEqual({ rule: 'values', at: Array.from({ length: 20 }, (_, i) => i) });
    const shorter = sorted(Array.from({ length: 99 }, (_, i) => i % 20));
    expect(chooseBins(shorter, 'quantile', 10).rule).toBe('quantiles');
  });

  test('of equal width stay countable under heavy tails and are one bin for a constant', () => {
    const tails = sorted(Array.from({ length: 3000 }, (_, i) => Math.tan(((i + 0.5) / 3000 - 0.5) * Math.PI) ** 3));
    for (const rule of widthRules) {
      expect(equalWidthBins(tails, rule).at.length).toBeLessThanOrEqual(1001);
      expect(equalWidthBins(Float64Array.of(2, 2), rule).at).toEqual([1.5, 2.5]);
    }
  });

  test('of a column far from zero have distinct labels', () => {
    const far = sorted(Array.from({ length: 500 }, (_, i) => 1e9 + i / 500));
    expect(new Set(binLabels(chooseBins(far, 'quantile', 10))).size).toBe(10);
  });
});

describe('pooling of rare levels', () => {
  test('keeps the rows and leaves no level that expects too few, unless one is left', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 1, maxLength: 30 }), (levels) => {
        const [reference, current] = [levels.map(([a]) => a), levels.map(([, b]) => b)];
        const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
        const [n, m] = [sum(reference), sum(current)];
        fc.pre(n > 0 && m > 0);
        const pooled = poolRareLevels(reference, current, 5);
        expect([sum(pooled.reference), sum(pooled.current)]).toEqual([n, m]);
        if (pooled.reference.length > 1)
          for (const [i, count] of pooled.reference.entries())
            expect(((count + (pooled.current[i] ?? 0)) * Math.min(n, m)) / (n + m)).toBeGreaterThanOrEqual(5 - 1e-9);
      }),
    );
  });
});

test('adjusted p-values keep the order of the raw ones, never fall below them and do not depend on their sequence', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(pValues, (values) => {
      for (const method of ['bonferroni', 'holm', 'benjamini-hochberg', 'benjamini-yekutieli'] as const) {
        const adjusted = adjustPValues(values, method);
        for (const [i, value] of values.entries())
          expect(adjusted[i]).toBeGreaterThanOrEqual(Math.min(1, value) - 1e-15);
        const ranked = values.map((value, i) => [value, adjusted[i] ?? 0] as const).sort((a, b) => a[0] - b[0]);
        for (const [i, [, now]] of ranked.entries()) expect(now).toBeGreaterThanOrEqual(ranked[i - 1]?.[1] ?? 0);
        expect(adjustPValues(values.toReversed(), method).toReversed()).toEqual(adjusted);
      }
    }),
  );
});
