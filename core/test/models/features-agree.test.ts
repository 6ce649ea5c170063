import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bucket,
  category,
  cross,
  dayOfMonth,
  dayOfWeek,
  dayOfYear,
  featureRow,
  features,
  flag,
  hour,
  minuteOfDay,
  month,
  numeric,
  year,
} from '../../src/models/index.ts';
import { duckdbFeatures } from './duckdb-features.ts';

const spec = features({
  minute: minuteOfDay('at'),
  hour: hour('at'),
  dow: dayOfWeek('at'),
  day: dayOfMonth('at'),
  'day of "year"': dayOfYear('at'),
  month: month('at'),
  year: year('at'),
  distance: numeric('distance'),
  band: bucket('distance', [-1.5, 0, 0.1, 1e21]),
  late: flag('late'),
  late_text: category('late', 'boolean'),
  carrier: category('carrier', 'integer'),
  carrier_number: numeric('carrier'),
  origin: category('origin'),
  route: cross('origin', 'select', category('carrier', 'integer')),
});

type Raw = {
  readonly at: bigint | null;
  readonly distance: number | null;
  readonly late: boolean | null;
  readonly carrier: bigint | null;
  readonly origin: string | null;
  readonly select: string | null;
};

const micros = (iso: string, extra = 0n) => BigInt(Date.parse(iso)) * 1000n + extra;
// DuckDB holds more years than a Date; both hold these.
const greatest = 8_640_000_000_000_000_000n;
const instants = fc.oneof(
  fc.bigInt({ min: -greatest, max: greatest }),
  fc.bigInt({ min: micros('1900-01-01T00:00:00Z'), max: micros('2100-01-01T00:00:00Z') }),
  fc.constantFrom(
    0n,
    -1n,
    -86_400_000_000n,
    micros('2000-02-29T23:59:59.999Z', 999n),
    micros('1900-02-28T23:59:59Z'),
    micros('1900-03-01T00:00:00Z'),
    micros('2024-12-31T00:00:00Z'),
    micros('2023-12-31T23:59:59.999Z', 999n),
    micros('0001-01-01T00:00:00Z'),
    micros('0001-01-01T00:00:00Z', -1n),
    micros('-000001-06-01T12:00:00Z'),
  ),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', 'ATL', '|', 'a|b', 'Ünïcødé', '👩‍👩‍👧', '\u0000', "'", '"', '\\', 'null', '\n'),
);
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 8 });
const raw: fc.Arbitrary<Raw> = fc.record({
  at: orNull(instants),
  distance: orNull(fc.oneof(fc.double(), fc.constantFrom(-1.5, 0, -0, 0.1, 1e21, Number.NaN))),
  late: orNull(fc.boolean()),
  carrier: orNull(fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom(0n, 2n ** 53n + 1n))),
  origin: orNull(text),
  select: orNull(text),
});
const types = [TIMESTAMP, DOUBLE, BOOLEAN, BIGINT, VARCHAR, VARCHAR];
const names = ['at', 'distance', 'late', 'carrier', 'origin', 'select'] as const;

function tableRow(row: Raw): DuckDBValue[] {
  return names.map((name) => (name === 'at' && row.at !== null ? new DuckDBTimestampValue(row.at) : row[name]));
}

test('SQL and row features are the same for every kind of value', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(raw, { minLength: 200, maxLength: 400 }), async (rows) => {
      const expected = await duckdbFeatures(spec, { names, types, rows: rows.map(tableRow) });
      expect(rows.map(featureRow(spec))).toEqual(expected);
    }),
    { numRuns: 15 },
  );
});

test('A row gives the same features whatever form its timestamp comes in', () => {
  const forms = featureRow(features({ minute: minuteOfDay('at'), day: dayOfYear('at'), year: year('at') }));
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }), (millis) => {
      const expected = forms({ at: millis });
      const date = new Date(millis);
      const iso = date.toISOString();
      for (const at of [date, BigInt(millis) * 1000n + 999n, iso, iso.replace('T', ' ').replace('Z', '+00:00')])
        expect(forms({ at })).toEqual(expected);
      const shifted = new Date(millis + 19_800_000).toISOString().replace('Z', '+05:30');
      if (shifted.length === 29) expect(forms({ at: shifted })).toEqual(expected);
    }),
  );
});

test('Dates and timestamps with a time zone count in UTC', async () => {
  const moments = features({ minute: minuteOfDay('at'), day: dayOfWeek('at'), year: year('at') });
  const days = [-719_528, -1, 0, 11_016, 19_782];
  const zoned = { names: ['at'], types: [TIMESTAMPTZ], rows: days.map((day) => [stamp(day)]) };
  const dates = { names: ['at'], types: [DATE], rows: days.map((day) => [new DuckDBDateValue(day)]) };
  const expected = days.map((day) => featureRow(moments)({ at: new Date(day * 86_400_000) }));
  expect(await duckdbFeatures(moments, dates)).toEqual(expected);
  expect(await duckdbFeatures(moments, zoned)).toEqual(expected);
});

const stamp = (day: number) => new DuckDBTimestampTZValue(BigInt(day) * 86_400_000_000n);
