import type { DataType, Scalar } from '@penstock/core/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBound, writeBound } from '../src/stats/bounds.ts';
import { decimalText, plainDecimal } from '../src/stats/decimals.ts';
import { readRowCount, readStats } from '../src/stats/read-stats.ts';
import { STRING_PREFIX, truncateMax, truncateMin } from '../src/stats/string-bounds.ts';
import { formatMicros, MAX_MICROS, MIN_MICROS, parseTimestamp } from '../src/stats/timestamps.ts';
import { indexedColumns, writeStats } from '../src/stats/write-stats.ts';

const text = fc.string({ unit: 'binary', maxLength: 80 });
/** Texts made of few characters share long prefixes, and the last code point has nothing beyond it. */
const similar = fc.string({ unit: fc.constantFrom('a', '\u007f', 'é', '\u{10FFFF}', '\uFFFF', '😀'), maxLength: 70 });
const bytes = (value: string) => Buffer.from(value);
const micros = fc.bigInt({ min: MIN_MICROS, max: MAX_MICROS });

/** What a file with these bounds would be read back as. */
function throughLog(value: Scalar, type: DataType, side: 'min' | 'max'): Scalar | undefined {
  const schema = { type: 'struct' as const, fields: [{ name: 'c', type, nullable: true, metadata: {} }] };
  const stats = { c: { [side]: value } };
  return readStats(writeStats({ rows: 1, stats }, schema, new Set(['c'])), schema)?.['c']?.[side];
}

describe('bounds of strings', () => {
  test('the minimum is a prefix that is not above the text', () => {
    fc.assert(
      fc.property(fc.oneof(text, similar), (value) => {
        const min = truncateMin(value) ?? '';
        expect(Buffer.compare(bytes(min), bytes(value))).toBeLessThanOrEqual(0);
        expect(Array.from(min).length).toBeLessThanOrEqual(STRING_PREFIX);
        expect(min.isWellFormed()).toBe(true);
      }),
    );
  });

  test('the maximum is not below the text, by UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.oneof(text, similar), (value) => {
        const max = truncateMax(value) ?? '';
        expect(Buffer.compare(bytes(max), bytes(value))).toBeGreaterThanOrEqual(0);
        expect(max.isWellFormed()).toBe(true);
      }),
    );
  });

  test('a long text is cut, with a character beyond the next one', () => {
    expect(truncateMax('a'.repeat(40))).toBe(`${'a'.repeat(32)}\u007f`);
    expect(truncateMax(`${'a'.repeat(32)}é`)).toBe(`${'a'.repeat(32)}\u{10FFFF}`);
    expect(truncateMax(`${'a'.repeat(32)}\u{10FFFF}bc`)).toBe(`${'a'.repeat(32)}\u{10FFFF}\u007f`);
    expect(truncateMin(`${'😀'.repeat(40)}`)).toBe('😀'.repeat(32));
  });

  test('a text that is not Unicode has no bounds', () => {
    expect(truncateMin('\ud800')).toBeUndefined();
    expect(writeBound('\ud800', 'string', 'max')).toBeUndefined();
  });
});

describe('bounds of timestamps', () => {
  test('text and microseconds are one', () => {
    fc.assert(
      fc.property(micros, (value) => {
        expect(parseTimestamp(formatMicros(value) ?? '')?.micros).toBe(value);
      }),
    );
  });

  test('bounds hold to the microsecond after the cut to milliseconds', () => {
    fc.assert(
      fc.property(micros, (value) => {
        const shown = formatMicros(value) ?? '';
        for (const type of ['timestamp', 'timestamp_ntz'] as const) {
          const min = throughLog(shown, type, 'min');
          const max = throughLog(shown, type, 'max');
          expect(parseTimestamp(String(min))?.micros).toBeLessThanOrEqual(value);
          if (max !== undefined) expect(parseTimestamp(String(max))?.micros).toBeGreaterThanOrEqual(value);
        }
      }),
    );
  });

  test('a maximum is rounded up to the next millisecond', () => {
    expect(writeBound('2024-02-29 10:00:00.123456+00', 'timestamp', 'max')).toBe('2024-02-29T10:00:00.124Z');
    expect(writeBound('2024-02-29 10:00:00.123456+00', 'timestamp', 'min')).toBe('2024-02-29T10:00:00.123Z');
    expect(writeBound('2024-02-29T10:00:00', 'timestamp_ntz', 'max')).toBe('2024-02-29T10:00:00.000');
  });

  test("another writer's maximum is widened by what it may have cut off", () => {
    expect(readBound('2021-07-30T18:11:24.594Z', 'timestamp', 'max')).toBe('2021-07-30T18:11:24.594999Z');
    expect(readBound('2021-07-30T18:11:24.594Z', 'timestamp', 'min')).toBe('2021-07-30T18:11:24.594000Z');
    expect(readBound('2021-07-30T18:11:24.594001Z', 'timestamp', 'max')).toBe('2021-07-30T18:11:24.594001Z');
    expect(readBound('2021-07-30T20:11:24.594+02:00', 'timestamp', 'max')).toBe('2021-07-30T18:12:23.594999Z');
  });

  test('no such moment, no bound', () => {
    for (const value of ['infinity', '+48690-01-01T00:00:00Z', '2023-02-30', 'yesterday', '']) {
      expect(parseTimestamp(value)).toBeUndefined();
      expect(readBound(value, 'timestamp', 'min')).toBeUndefined();
    }
    expect(writeBound('9999-12-31T23:59:59.999999Z', 'timestamp', 'max')).toBeUndefined();
  });
});

describe('bounds of numbers', () => {
  test('every long comes back exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const back = throughLog(value.toString(), 'long', 'max');
        expect(BigInt(back ?? 0)).toBe(value);
        expect(typeof back).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'string');
      }),
    );
  });

  test('every decimal comes back exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.nat(20), (unscaled, scale) => {
        const value = decimalText(unscaled, scale);
        const back = throughLog(value, 'decimal(38,10)', 'min');
        expect(Number(back)).toBe(Number(value));
        expect(digits(String(back))).toBe(digits(value));
      }),
    );
  });

  test('every finite double comes back exactly, others have no bound', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const back = throughLog(value, 'double', 'max');
        if (Number.isFinite(value)) expect(back).toBe(value === 0 ? 0 : value);
        else expect(back).toBeUndefined();
      }),
    );
  });

  test('the bound of a float is that float', () => {
    expect(readBound(0.1, 'float', 'max')).toBe(Math.fround(0.1));
    expect(readBound(0.1, 'double', 'max')).toBe(0.1);
  });

  test('one NaN makes both bounds unknown', () => {
    const schema = {
      type: 'struct' as const,
      fields: [{ name: 'x', type: 'double' as const, nullable: true, metadata: {} }],
    };
    const stats = { x: { min: 1, max: 'NaN', nullCount: 0 } };
    expect(writeStats({ rows: 1, stats }, schema, new Set(['x']))).toBe(
      '{"numRecords":1,"minValues":{},"maxValues":{},"nullCount":{"x":0}}',
    );
  });

  test('decimals are read in every notation', () => {
    expect(plainDecimal('0E-10')).toBe('0.0000000000');
    expect(plainDecimal('1.5e3')).toBe('1500');
    expect(plainDecimal('-007.50')).toBe('-7.50');
    expect(plainDecimal('.5')).toBe('0.5');
    for (const value of ['', '.', 'x', '1e999', 'Infinity']) expect(plainDecimal(value)).toBeUndefined();
  });
});

describe('statistics of a file', () => {
  const field = (name: string, type: DataType) => ({ name, type, nullable: true, metadata: {} });
  const schema = {
    type: 'struct' as const,
    fields: [field('id', 'long'), field('on', 'boolean'), field('raw', 'binary')],
  };

  test('booleans and binary have counts only', () => {
    const stats = {
      id: { min: 1, max: 2, nullCount: 0 },
      on: { min: false, max: true, nullCount: 1 },
      raw: { nullCount: 2 },
    };
    expect(writeStats({ rows: 3, stats }, schema, new Set(['id', 'on', 'raw']))).toBe(
      '{"numRecords":3,"minValues":{"id":1},"maxValues":{"id":2},"nullCount":{"id":0,"on":1,"raw":2}}',
    );
  });

  test('what is null, partial or malformed prunes nothing', () => {
    for (const value of ['', 'x', '[]', 'null', '{"minValues":7}', '{"minValues":{"id":null},"maxValues":{"id":{}}}']) {
      expect(Object.keys(readStats(value, schema) ?? {})).toEqual([]);
      expect(readRowCount(value)).toBeUndefined();
    }
    expect(readStats(undefined, schema)).toBeUndefined();
  });

  test('rows are found wherever numRecords stands', () => {
    expect(readRowCount('{"numRecords":12,"minValues":{}}')).toBe(12);
    expect(readRowCount('{"minValues":{"numRecords":5}, "numRecords" : 7}')).toBe(7);
  });

  test('the first 32 leaf columns are indexed, or those a property names', () => {
    const wide = { type: 'struct' as const, fields: Array.from({ length: 40 }, (_, at) => field(`c${at}`, 'long')) };
    expect(indexedColumns(wide, ['c0'], {}).size).toBe(32);
    expect(indexedColumns(wide, ['c0'], {}).has('c0')).toBe(false);
    expect(indexedColumns(wide, [], { 'delta.dataSkippingNumIndexedCols': '-1' }).size).toBe(40);
    expect([...indexedColumns(wide, [], { 'delta.dataSkippingStatsColumns': 'c39, `c3`' })].sort()).toEqual([
      'c3',
      'c39',
    ]);
    const nested = { type: 'struct' as const, fields: [field('s', wide), field('x', 'long')] };
    expect(indexedColumns(nested, [], {}).size).toBe(0);
  });
});

/** Significant digits. */
function digits(decimal: string): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  return `${whole}.${fraction}`.replace(/0+$/, '').replace(/\.$/, '');
}
