import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnStats } from '../src/flow/column-stats.ts';
import { type OpenedEngine, openEngine } from './support/open-engine.ts';
import { flow } from './support/rows.ts';

let opened: OpenedEngine;
beforeAll(async () => {
  opened = await openEngine({ threads: 2 });
});
afterAll(() => opened.close());

test('files have bounds and null counts of their columns, in the forms that tables take', async () => {
  const sql = `select unnest([1, null, -7])::integer as "in""t", unnest([9007199254740993, null, -1]) as lg,
      unnest([0.1, 2.5, null])::float as fl, unnest([1e300, -1e300, null])::double as db, unnest(['b', null, 'é']) as st,
      unnest([date '2024-02-29', null, date '1999-12-31']) as dt, unnest([1.10, null, -2.25])::decimal(10, 2) as dc,
      unnest([timestamptz '2001-01-01 00:00:00.000001+02', null, null]) as tz, unnest([timestamp '2001-01-01 10:00:00', null, null]) as nt,
      unnest([true, null, false]) as bo, unnest(['x'::blob, null, null]) as bl, unnest([{a: 1}, null, null]) as sc`;
  await opened.engine.runFlow(flow('t', sql, {}));
  const [file] = (await opened.tables.snapshot('t')).files;
  expect(file?.stats).toEqual({
    'in"t': { min: -7, max: 1, nullCount: 1 },
    lg: { min: -1, max: '9007199254740993', nullCount: 1 },
    fl: { min: Math.fround(0.1), max: 2.5, nullCount: 1 },
    db: { min: -1e300, max: 1e300, nullCount: 1 },
    st: { min: 'b', max: 'é', nullCount: 1 },
    dt: { min: '1999-12-31', max: '2024-02-29', nullCount: 1 },
    dc: { min: '-2.25', max: '1.10', nullCount: 1 },
    tz: { min: '2000-12-31T22:00:00.000001Z', max: '2000-12-31T22:00:00.000001Z', nullCount: 2 },
    nt: { min: '2001-01-01T10:00:00.000000', max: '2001-01-01T10:00:00.000000', nullCount: 2 },
    bo: { nullCount: 1 },
    bl: { nullCount: 2 },
  });
});

describe('bounds that may not hold are left out', () => {
  test.each([
    ['with NaN', { min: '1', max: '2', has_nan: 'true', null_count: '0' }, 'double'],
    ['infinite', { min: '-inf', max: 'inf', null_count: '0' }, 'double'],
    ['cut within a character', { min: 'a', max: 'b\ufffd', null_count: '0' }, 'string'],
    [
      'of a year that has five digits',
      { min: '2001-01-01 00:00:00+00', max: '12345-01-01 00:00:00+00', null_count: '0' },
      'timestamp',
    ],
    ['of one side only', { min: '1', null_count: '0' }, 'integer'],
  ] as const)('%s', (_name, stats, type) => {
    expect(columnStats(stats, type)).toEqual({ nullCount: 0 });
  });

  test('and so are counts that are not told', () => {
    expect(columnStats({}, 'integer')).toEqual({});
  });
});

test('long texts have bounds that hold', async () => {
  const sql = "select unnest([repeat('é', 400), repeat('z', 400)]) as s";
  await opened.engine.runFlow(flow('long', sql, {}));
  const { min, max } = (await opened.tables.snapshot('long')).files[0]?.stats?.s ?? {};
  const bytes = (text: unknown) => Buffer.from(String(text));
  if (min !== undefined) expect(Buffer.compare(bytes(min), bytes('z'.repeat(400)))).toBeLessThanOrEqual(0);
  if (max !== undefined) expect(Buffer.compare(bytes(max), bytes('é'.repeat(400)))).toBeGreaterThanOrEqual(0);
});
