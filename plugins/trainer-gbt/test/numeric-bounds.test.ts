import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numericBin, numericBounds } from '../src/dataset/numeric-bounds.ts';

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(0, -0, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324),
);
const sample = fc.array(number, { minLength: 1, maxLength: 400 }).map((values) => Float64Array.from(values).sort());
const limits = fc.record({ maxBins: fc.integer({ min: 2, max: 40 }), minData: fc.integer({ min: 1, max: 10 }) });

test('bounds rise, end with infinity and are no more than asked for', () => {
  fc.assert(
    fc.property(sample, limits, (sorted, { maxBins, minData }) => {
      const bounds = numericBounds(sorted, maxBins, minData);
      expect(bounds.length).toBeLessThanOrEqual(maxBins);
      expect(bounds.at(-1)).toBe(Infinity);
      for (let at = 1; at < bounds.length; at++) expect(bounds[at]! > bounds[at - 1]!).toBe(true);
      expect(bounds.subarray(0, -1).every((bound) => Number.isFinite(bound) && !Object.is(bound, -0))).toBe(true);
    }),
  );
});

test('binning is monotone, and a value is in the first bin whose bound is not below it', () => {
  fc.assert(
    fc.property(sample, limits, number, number, (sorted, { maxBins, minData }, a, b) => {
      const bounds = numericBounds(sorted, maxBins, minData);
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(numericBin(bounds, low)).toBeLessThanOrEqual(numericBin(bounds, high));
      expect(numericBin(bounds, a)).toBe(bounds.findIndex((bound) => a <= bound));
    }),
  );
});

test('few distinct values get a bin each, cut half way', () => {
  expect([...numericBounds(Float64Array.of(1, 1, 2, 2, 4, 4), 10, 1)]).toEqual([1.5, 3, Infinity]);
});

test('a bin of too few rows joins the next one', () => {
  expect([...numericBounds(Float64Array.of(1, 2, 2, 2, 3, 3, 3), 10, 3)]).toEqual([2.5, Infinity]);
});

test('many values are shared out evenly, and a value that is frequent enough has a bin of its own', () => {
  const many = Float64Array.from({ length: 1000 }, (_, at) => at);
  const bounds = numericBounds(many, 10, 3);
  const sizes = [...many].reduce((counts, value) => {
    counts[numericBin(bounds, value)]!++;
    return counts;
  }, new Uint32Array(10));
  expect([...sizes]).toEqual(Array.from({ length: 10 }, () => 100));

  const spiked = Float64Array.from([...many, ...new Float64Array(500).fill(321)]).sort();
  const spike = numericBounds(spiked, 10, 3);
  const own = [...new Set(spiked)].filter((value) => numericBin(spike, value) === numericBin(spike, 321));
  expect(own.length).toBeLessThan(130);
  expect(numericBin(spike, 321)).not.toBe(numericBin(spike, 322));
});

test('infinite and missing values do not move the bounds', () => {
  const clamped = Float64Array.of(-Number.MAX_VALUE, 1, 2, Number.MAX_VALUE);
  const bounds = numericBounds(clamped, 10, 1);
  expect(numericBin(bounds, -Infinity)).toBe(0);
  expect(numericBin(bounds, Infinity)).toBe(bounds.length - 1);
  expect(bounds.length).toBe(4);
});

test('one distinct value or none makes one bin', () => {
  expect([...numericBounds(Float64Array.of(7, 7, 7), 10, 1)]).toEqual([Infinity]);
  expect([...numericBounds(new Float64Array(0), 10, 1)]).toEqual([Infinity]);
});
