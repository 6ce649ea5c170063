import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { digestOf, expandInput, type Item, type ListSpec } from './expand-input.ts';
import { type Field, referenceChecks } from './reference-checks.ts';

interface Tolerance {
  readonly rel: number;
  readonly abs: number;
}
interface Check {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, Field>>;
  readonly tolerance?: Readonly<Record<string, Tolerance>>;
}
interface Case {
  readonly id: string;
  readonly inputs: Readonly<Record<string, ListSpec | number>>;
  readonly input_digests: Readonly<Record<string, { readonly n: number; readonly sha256_f64le: string }>>;
  readonly checks: readonly Check[];
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/drift-reference.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

describe.each(cases)('reference case $id', ({ inputs, input_digests, checks }) => {
  const lists: Record<string, Item[]> = Object.fromEntries(
    Object.entries(inputs).flatMap(([name, spec]) => (typeof spec === 'number' ? [] : [[name, expandInput(spec)]])),
  );

  test('its inputs are those the values were computed from', () => {
    for (const [name, { n, sha256_f64le }] of Object.entries(input_digests)) {
      expect(lists[name]).toHaveLength(n);
      expect(digestOf(lists[name] ?? [])).toBe(sha256_f64le);
    }
  });

  test.each(checks)('$method agrees', ({ method, params, expected, tolerance }) => {
    const check = referenceChecks[method];
    if (check === undefined) throw new TypeError(`no check for ${method}`);
    const actual = check(lists, { ...params, ...numbersOf(inputs) }, expected);
    for (const [field, value] of Object.entries(expected))
      expectClose(field, actual[field], value, tolerance?.[field] ?? tolerance?.['*'] ?? { rel: 1e-9, abs: 1e-12 });
  });
});

function numbersOf(inputs: Case['inputs']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(inputs).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

/** The reference file's rule: |actual − expected| ≤ abs + rel·|expected|; integers, booleans and strings exactly. */
function expectClose(path: string, actual: Field | undefined, expected: Field, tolerance: Tolerance): void {
  if (Array.isArray(expected)) {
    expect(actual, path).toHaveLength(expected.length);
    for (const [i, value] of expected.entries())
      expectClose(`${path}[${i}]`, (actual as readonly Field[])[i], value, tolerance);
  } else if (typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected))
      expectClose(`${path}.${key}`, (actual as Readonly<Record<string, Field>> | undefined)?.[key], value, tolerance);
  } else if (typeof expected === 'number') {
    const error = Math.abs((actual as number) - expected);
    expect(error, `${path}: ${String(actual as number)} instead of ${expected}`).toBeLessThanOrEqual(
      tolerance.abs + tolerance.rel * Math.abs(expected),
    );
  } else expect(actual, path).toBe(expected);
}
