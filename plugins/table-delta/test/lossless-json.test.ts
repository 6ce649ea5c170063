import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, rawNumber, stringifyJson } from '../src/json/lossless-json.ts';

describe('lossless JSON', () => {
  test('every 64-bit integer survives reading and writing', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const text = `{"version":${value},"in":{"list":[${value}]}}`;
        const parsed = parseJson(text) as { version: number | bigint };
        expect(BigInt(parsed.version)).toBe(value);
        expect(stringifyJson(parsed)).toBe(text);
      }),
    );
  });

  test('what JSON.parse reads exactly comes back the same', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(roundUp(JSON.parse(text), parseJson(text)));
      }),
    );
  });

  test('a decimal with more digits than a double holds arrives as its text', () => {
    expect(parseJson('{"a":-9999999999.9999999999,"b":1.5,"c":123456789012345678.5}')).toEqual({
      a: '-9999999999.9999999999',
      b: 1.5,
      c: '123456789012345678.5',
    });
  });

  test('digits inside strings stay text', () => {
    expect(parseJson('{"a":"12345678901234567890"}')).toEqual({ a: '12345678901234567890' });
  });

  test('a raw number is printed as it is', () => {
    expect(stringifyJson({ a: rawNumber('0.10'), b: 2n ** 60n })).toBe('{"a":0.10,"b":1152921504606846976}');
  });
});

/** Replaces numbers that JSON.parse rounded by what was read instead. */
function roundUp(plain: unknown, exact: unknown): unknown {
  if (typeof plain === 'number' && typeof exact !== 'number') return exact;
  if (Array.isArray(plain) && Array.isArray(exact)) return plain.map((item, at) => roundUp(item, exact[at]));
  if (typeof plain !== 'object' || plain === null || typeof exact !== 'object' || exact === null) return plain;
  const other = new Map(Object.entries(exact));
  return Object.fromEntries(Object.entries(plain).map(([key, item]) => [key, roundUp(item, other.get(key))]));
}
