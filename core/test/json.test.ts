import type { JsonValue } from '@penstock/core/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, jsonProblem } from '../src/index.ts';

test('canonical JSON is that of the example in RFC 8785', () => {
  const value: JsonValue = JSON.parse(
    String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
  );
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('canonical JSON sorts names as RFC 8785 does, by UTF-16 units', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
  const value = Object.fromEntries(names.map((name) => [name, 0]));
  const order = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
  expect(canonicalJson(value)).toBe(`{${order.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`);
});

test('canonical JSON reads back as the value, and does not depend on the order of names', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as JsonValue);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value) as JsonValue)).toBe(text);
    }),
  );
});

test('properties that are undefined are left out', () => {
  expect(canonicalJson({ a: 1, b: undefined } as unknown as JsonValue)).toBe('{"a":1}');
  expect(jsonProblem({ a: 1, b: undefined })).toBeUndefined();
});

test('what is not JSON is named with its place', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = { again: loop };
  expect(jsonProblem({ rows: [1, Number.NaN] })).toBe('$.rows[1]: NaN is no JSON number');
  expect(jsonProblem(undefined)).toBe('$: undefined is no JSON type');
  expect(jsonProblem([undefined])).toBe('$[0]: undefined is no JSON type');
  expect(jsonProblem({ at: new Date(0) })).toBe('$.at: Date is no plain object');
  expect(jsonProblem({ n: 1n })).toBe('$.n: bigint is no JSON type');
  expect(jsonProblem(loop)).toBe('$.self.again: the value contains itself');
  expect(jsonProblem('\ud800')).toBe('$: the text is not well-formed Unicode');
  expect(jsonProblem(JSON.parse('['.repeat(300) + ']'.repeat(300)))).toContain('nested deeper than');
});

test('whatever JSON.parse gives is JSON', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
      expect(jsonProblem(JSON.parse(text))).toBeUndefined();
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, reversed(item)]);
  return Object.fromEntries(entries.reverse());
}
