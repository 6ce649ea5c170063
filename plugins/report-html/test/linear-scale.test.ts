import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearScale } from '../src/plot/linear-scale.ts';

const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -1000, max: 1000 }));

test('whatever the numbers, there are a few ticks in order, and values lie between the ends', () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const scale = linearScale([low, high], [0, 500], 5);
      expect(scale.ticks.length).toBeGreaterThan(1);
      expect(scale.ticks.length).toBeLessThan(14);
      const at = scale.ticks.map((tick) => scale.at(tick));
      expect(at.every((pixel, index) => index === 0 || pixel > (at[index - 1] ?? 0))).toBe(true);
      for (const value of [low, high]) {
        expect(scale.at(value)).toBeGreaterThanOrEqual(-0.001);
        expect(scale.at(value)).toBeLessThanOrEqual(500.001);
      }
      for (const tick of scale.ticks) expect(scale.format(tick)).not.toMatch(/NaN|Infinity|∞|undefined/);
    }),
    { numRuns: 500 },
  );
});

test('ticks are round numbers with no more decimals than they need', () => {
  const labels = (low: number, high: number) => {
    const { ticks, format } = linearScale([low, high], [0, 1], 5);
    return ticks.map(format);
  };
  expect(labels(0, 1)).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  expect(labels(0, 1204)).toEqual(['0', '500', '1,000', '1,500']);
  expect(labels(-0.31, 0.42)).toEqual(['−0.4', '−0.2', '0.0', '0.2', '0.4', '0.6']);
  expect(labels(0, 3_000_000)).toEqual(['0', '1M', '2M', '3M']);
  expect(labels(0.601, 0.697)).toEqual(['0.60', '0.62', '0.64', '0.66', '0.68', '0.70']);
});
