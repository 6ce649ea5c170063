import { expect, test } from 'vitest';
import { columnFormat, formatNumber } from '../src/number-format.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [1982114, '1,982,114'],
  [0.69711234, '0.6971'],
  [0.5, '0.5'],
  [-0.0007, '−0.0007'],
  [12.3456, '12.35'],
  [1234.567, '1,235'],
  [0.000012345, '0.000012'],
  [3e-9, '3.00e−9'],
  [1.5e18, '1.50e18'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('%f is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('numbers of a column have the same decimals', () => {
  const format = columnFormat([0.71, 0.69766, 0.6853, 1]);
  expect([0.71, 0.69766, 0.6853, 1, Number.NaN].map(format)).toEqual(['0.7100', '0.6977', '0.6853', '1.0000', 'NaN']);
});
