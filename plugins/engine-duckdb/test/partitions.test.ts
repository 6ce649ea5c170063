import type { DataType } from '@penstock/core/contracts';
import {
  type DataType as ArrowType,
  Bool,
  DateDay,
  Decimal,
  Float64,
  Int32,
  Int64,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedEngine, openEngine } from './support/open-engine.ts';
import { batches, flow, rowsOf } from './support/rows.ts';

let opened: OpenedEngine;
let count = 0;
beforeAll(async () => {
  opened = await openEngine({ threads: 2 });
});
afterAll(() => opened.close());

/** Writes a table partitioned by `p`, and gives it back with the texts of the partitions. */
async function partitioned(arrow: ArrowType, type: DataType, values: readonly unknown[], sql = 'p') {
  const target = `t${count++}`;
  const source = batches({ id: [new Int32(), 'integer', values.map((_, i) => i)], p: [arrow, type, values] });
  await opened.engine.runFlow(flow(target, `select id, ${sql} as p from {{s}}`, { s: source }, { partitionBy: ['p'] }));
  const { files } = await opened.tables.snapshot(target);
  const relations = { t: { kind: 'table' as const, table: target, version: 0 } };
  return {
    target,
    relations,
    texts: files.map((file) => file.partitionValues.p),
    rows: await rowsOf(opened.engine, 'select id, p, cast(p as varchar) as shown from {{t}} order by id', relations),
  };
}

describe('partition values are the text of the protocol and come back as they were', () => {
  test.each([
    ['integer', new Int32(), [-5, 0, 7, null], ['-5', '0', '7', null]],
    ['long', new Int64(), [2n ** 62n, -1n, null], ['4611686018427387904', '-1', null]],
    ['boolean', new Bool(), [true, false, null], ['true', 'false', null]],
    ['date', new DateDay(), [new Date('2024-02-29'), new Date('1899-12-31'), null], ['2024-02-29', '1899-12-31', null]],
    [
      'double',
      new Float64(),
      [0.1, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null],
      ['0.1', '1e+300', 'NaN', 'Infinity', '-Infinity', null],
    ],
    [
      'string',
      new Utf8(),
      ['a b', "it's", '%41', '__HIVE_DEFAULT_PARTITION__', 'a/../b', 'null', null],
      ['a b', "it's", '%41', '__HIVE_DEFAULT_PARTITION__', 'a/../b', 'null', null],
    ],
  ] as const)('%s', async (type, arrow, values, texts) => {
    const table = await partitioned(arrow, type, values);
    expect(new Set(table.texts)).toEqual(new Set(texts));
    const wanted = values.map((value) => (value instanceof Date ? value.getTime() : value));
    expect(table.rows.map((row) => row.p)).toEqual(wanted);
  });

  test('timestamp: ISO 8601 with Z and microseconds', async () => {
    const table = await partitioned(
      new TimestampMicrosecond('UTC'),
      'timestamp',
      [0],
      "p + interval '1.000001' second",
    );
    expect(table.texts).toEqual(['1970-01-01T00:00:01.000001Z']);
    expect(table.rows[0]?.shown).toBe('1970-01-01 00:00:01.000001+00');
  });

  test('timestamp_ntz: without zone', async () => {
    const table = await partitioned(new TimestampMicrosecond(), 'timestamp_ntz', [86_399_000]);
    expect(table.texts).toEqual(['1970-01-01 23:59:59.000000']);
    expect(table.rows[0]?.shown).toBe('1970-01-01 23:59:59');
  });

  test('decimal: plain digits', async () => {
    const table = await partitioned(new Int32(), 'integer', [125, -7], 'cast(p as decimal(10, 2)) / 100');
    expect(table.texts.length).toBe(2);
    const decimals = await partitioned(new Decimal(2, 10, 128), 'decimal(10,2)', [Uint32Array.of(125, 0, 0, 0)]);
    expect(decimals.texts).toEqual(['1.25']);
    expect(decimals.rows[0]?.shown).toBe('1.25');
  });

  test('the empty string is null, as the protocol has it', async () => {
    const table = await partitioned(new Utf8(), 'string', ['', null, 'x']);
    expect(table.texts.filter((text) => text === null)).toHaveLength(1);
    expect(table.rows.map((row) => row.p)).toEqual([null, null, 'x']);
  });

  test('any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(fc.string({ unit: 'grapheme' })), { minLength: 1, maxLength: 12 }),
        async (values) => {
          const { rows } = await partitioned(new Utf8(), 'string', values);
          expect(rows.map((row) => row.p)).toEqual(values.map((value) => value || null));
        },
      ),
      { numRuns: 20 },
    );
  });
});

test('many partitions are written in the order of the rows', async () => {
  const values = Array.from({ length: 2000 }, (_, i) => (i * 7) % 100);
  const table = await partitioned(new Int32(), 'integer', values);
  expect(table.texts).toHaveLength(100);
  expect(table.rows.map((row) => row.p)).toEqual(values);
  const inOrder = await rowsOf(opened.engine, 'select id from {{t}} where p = 14', table.relations);
  const ids = inOrder.map((row) => Number(row.id));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

test('a condition on a partition column reads only its files', async () => {
  const table = await partitioned(new Utf8(), 'string', ['a', 'b', 'c']);
  const { files } = await opened.tables.snapshot(table.target);
  const broken = files.find((file) => file.partitionValues.p === 'b');
  await opened.store.put(broken?.key ?? '', new TextEncoder().encode('no parquet'));
  await expect(rowsOf(opened.engine, 'select id from {{t}}', table.relations)).rejects.toMatchObject({
    code: 'PEN_TABLE_CORRUPT',
    details: { at: broken?.key },
  });
});

describe('partitioning that cannot be is refused', () => {
  const run = (sql: string, partitionBy: readonly string[]) =>
    opened.engine.runFlow(flow('refused', sql, {}, { partitionBy }));
  test.each([
    ['a column that is not there', 'select 1 as a', ['b']],
    ['all columns', 'select 1 as a', ['a']],
    ['a list', 'select 1 as a, [1] as l', ['l']],
    ['bytes', "select 1 as a, 'x'::blob as l", ['l']],
  ])('%s', async (_name, sql, partitionBy) => {
    await expect(run(sql, partitionBy)).rejects.toMatchObject({ code: 'PEN_TABLE_INVALID' });
    expect(await opened.tables.latestVersion('refused')).toBeUndefined();
  });

  test('another one than the table has', async () => {
    await run('select 1 as a, 2 as b', ['b']);
    const next = flow(
      'refused',
      'select 1 as a, 2 as b',
      {},
      { partitionBy: ['a'], transaction: { application: 'x', version: 2 } },
    );
    await expect(opened.engine.runFlow(next)).rejects.toMatchObject({ code: 'PEN_TABLE_INVALID' });
  });
});
