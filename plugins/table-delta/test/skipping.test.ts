import type { ColumnStats, DataFile, DataType, Predicate, Scalar, TableSnapshot } from '@penstock/core/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareValues } from '../src/skipping/compare-values.ts';
import { pruneSnapshot } from '../src/skipping/prune-snapshot.ts';

type Row = Readonly<Record<string, Scalar>>;

const TYPES = { p: 'integer', n: 'long', x: 'double', s: 'string', d: 'decimal(10,2)', t: 'timestamp' } as const;
const COLUMNS = Object.keys(TYPES) as (keyof typeof TYPES)[];
const VALUES: Readonly<Record<keyof typeof TYPES, readonly NonNullable<Scalar>[]>> = {
  p: [0, 1, 2],
  n: [-5, 0, 3, '9007199254740993', '9007199254740992'],
  x: [-1.5, 0, 2.25, 'NaN', 1e300],
  s: ['', 'a', 'ab', 'b', '\u{1F600}', '\uE000'],
  d: ['-0.01', '0.00', '10.50', '10.5'],
  t: ['2024-01-01T00:00:00.000001Z', '2024-01-01 00:00:00', '2023-12-31T23:59:59.999Z'],
};

const cell = (column: keyof typeof TYPES) => fc.option(fc.constantFrom(...VALUES[column]), { freq: 4 });
const row: fc.Arbitrary<Row> = fc.record(
  Object.fromEntries(COLUMNS.filter((column) => column !== 'p').map((column) => [column, cell(column)])),
);
const file = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 4 }),
  p: cell('p'),
  known: fc.subarray(COLUMNS),
});
const leaf = fc.constantFrom(...COLUMNS).chain((column): fc.Arbitrary<Predicate> => {
  const value = fc.constantFrom(...VALUES[column]);
  return fc.oneof(
    fc.record({
      op: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
      column: fc.constant(column),
      value,
    }) as fc.Arbitrary<Predicate>,
    fc.record({
      op: fc.constant('in' as const),
      column: fc.constant(column),
      values: fc.array(value, { maxLength: 3 }),
    }),
    fc.record({ op: fc.constantFrom('is null' as const, 'is not null' as const), column: fc.constant(column) }),
  );
});
const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      terms: fc.array(tie('predicate'), { maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), term: tie('predicate') }),
  ),
}));

/** SQL's three values. NaN is larger than every number and equal to itself. */
function evaluate(condition: Predicate, values: Row): boolean | undefined {
  switch (condition.op) {
    case 'and':
    case 'or': {
      const terms = condition.terms.map((term) => evaluate(term, values));
      const deciding = condition.op === 'or';
      if (terms.includes(deciding)) return deciding;
      return terms.includes(undefined) ? undefined : !deciding;
    }
    case 'not': {
      const term = evaluate(condition.term, values);
      return term === undefined ? undefined : !term;
    }
    case 'is null':
      return values[condition.column] === null;
    case 'is not null':
      return values[condition.column] !== null;
    case 'in': {
      const { column } = condition;
      return evaluate({ op: 'or', terms: condition.values.map((value) => ({ op: '=', column, value })) }, values);
    }
    default: {
      const { op, column, value } = condition;
      const found = values[column];
      if (found === null || found === undefined) return undefined;
      const sign = order(found, value, TYPES[column as keyof typeof TYPES]);
      return { '=': sign === 0, '<>': sign !== 0, '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 }[op];
    }
  }
}

function order(a: NonNullable<Scalar>, b: NonNullable<Scalar>, type: DataType): number {
  if (a === 'NaN' || b === 'NaN') return Number(a === 'NaN') - Number(b === 'NaN');
  return compareValues(a, b, type) ?? Number.NaN;
}

/** Statistics as a careless writer has them: NaN is left out. */
function statsOf(rows: readonly Row[], column: keyof typeof TYPES): ColumnStats {
  const values = rows.flatMap((item) => item[column] ?? []).filter((value) => value !== 'NaN');
  const sorted = values.toSorted((a, b) => order(a, b, TYPES[column]));
  const nullCount = rows.filter((item) => item[column] === null).length;
  const [min, max] = [sorted[0], sorted.at(-1)];
  return { nullCount, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

function snapshotOf(files: readonly DataFile[]): TableSnapshot {
  const fields = COLUMNS.map((name) => ({ name, type: TYPES[name], nullable: true, metadata: {} }));
  return {
    name: 't',
    version: 0,
    timestamp: new Date(0),
    schema: { type: 'struct', fields },
    partitionColumns: ['p'],
    properties: {},
    files,
    transactions: new Map(),
  };
}

const blank = { size: 1, modified: new Date(0) };

describe('data skipping', () => {
  test('never leaves out a file with a matching row', () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 4 }), predicate, (given, condition) => {
        const files = given.map(({ rows, p, known }, at): DataFile => {
          const stats = Object.fromEntries(
            known.filter((column) => column !== 'p').map((column) => [column, statsOf(rows, column)]),
          );
          return {
            ...blank,
            key: String(at),
            rows: rows.length,
            stats,
            partitionValues: { p: p === null ? null : String(p) },
          };
        });
        const kept = new Set(pruneSnapshot(snapshotOf(files), condition).files.map(({ key }) => key));
        for (const [at, { rows, p }] of given.entries()) {
          const matches = rows.some((values) => evaluate(condition, { ...values, p }) === true);
          if (matches) expect(kept.has(String(at))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('leaves out what bounds, null counts and partitions rule out', () => {
    const of = (key: string, stats: Readonly<Record<string, ColumnStats>>, p: string | null = '1'): DataFile => ({
      ...blank,
      key,
      rows: 4,
      stats,
      partitionValues: { p },
    });
    const files = [
      of('low', { n: { min: 0, max: 9, nullCount: 0 }, s: { min: 'a', max: 'b', nullCount: 0 } }),
      of('high', { n: { min: 10, max: 19, nullCount: 4 - 1 } }, '2'),
      of('nulls', { n: { nullCount: 4 } }, null),
      of('unknown', {}),
    ];
    const kept = (condition: Predicate) => pruneSnapshot(snapshotOf(files), condition).files.map(({ key }) => key);
    expect(kept({ op: '>', column: 'n', value: 9 })).toEqual(['high', 'unknown']);
    expect(kept({ op: 'in', column: 'n', values: [5, 30] })).toEqual(['low', 'unknown']);
    expect(kept({ op: 'is null', column: 'n' })).toEqual(['high', 'nulls', 'unknown']);
    expect(kept({ op: 'is not null', column: 'n' })).toEqual(['low', 'high', 'unknown']);
    expect(kept({ op: 'not', term: { op: '>=', column: 'n', value: 0 } })).toEqual(['unknown']);
    expect(kept({ op: '=', column: 'p', value: 1 })).toEqual(['low', 'unknown']);
    expect(kept({ op: 'is null', column: 'p' })).toEqual(['nulls']);
    expect(kept({ op: '>', column: 's', value: 'b' })).toEqual(['high', 'nulls', 'unknown']);
    expect(kept({ op: '=', column: 'nobody', value: 1 })).toEqual(['low', 'high', 'nulls', 'unknown']);
    expect(kept({ op: '=', column: 'n', value: 'no number' })).toEqual(['low', 'high', 'unknown']);
  });

  test('counts the rows that are left', () => {
    const files = [1, 2].map(
      (n): DataFile => ({ ...blank, key: `${n}`, rows: n, stats: {}, partitionValues: { p: `${n}` } }),
    );
    expect(pruneSnapshot(snapshotOf(files), { op: '=', column: 'p', value: 2 }).rows).toBe(2);
  });

  test('values compare as their type says, or not at all', () => {
    expect(compareValues('9007199254740993', '9007199254740992', 'long')).toBe(1);
    expect(compareValues('10.50', 10.5, 'decimal(10,2)')).toBe(0);
    expect(compareValues('\u{1F600}', '\uE000', 'string')).toBeGreaterThan(0);
    expect(compareValues('2024-01-01 00:00:00', '2024-01-01T01:00:00+01:00', 'timestamp')).toBe(0);
    expect(compareValues('false', true, 'boolean')).toBe(-1);
    for (const [a, b, type] of [
      ['x', 1, 'long'],
      ['', 1, 'double'],
      [true, 1, 'double'],
      ['2024-1-1', '2024-01-01', 'date'],
      [1, 'a', 'string'],
      ['a', 'b', 'binary'],
      ['NaN', 1, 'double'],
    ] as const) {
      expect(compareValues(a, b, type)).toBeUndefined();
    }
  });
});
