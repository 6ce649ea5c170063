import { PenstockError } from '@penstock/core';
import { Int32 } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMessage, placeIn } from '../src/sql/place.ts';
import { type OpenedEngine, openEngine } from './support/open-engine.ts';
import { batches, flow, rowsOf } from './support/rows.ts';

let opened: OpenedEngine;
beforeAll(async () => {
  opened = await openEngine({ threads: 2 });
});
afterAll(() => opened.close());

describe('mistakes in SQL are shown where they are, with what DuckDB suggests', () => {
  test.each([
    ['a word', 'selct 1', 'p.ts:10', /selct/],
    ['a column', 'select id,\n  nme\nfrom (select 1 as id, 2 as name)', 'p.ts:11', /nme.*name/],
    ['a table', 'select *\nfrom\n  somewhere', 'p.ts:12', /somewhere/],
    ['a function', 'select\n\nroundd(1.5)', 'p.ts:12', /round/],
    ['a group', 'select a, sum(b)\nfrom (select 1 a, 2 b)', 'p.ts:10', /GROUP BY/],
    ['types', 'select 1\n + [2]', 'p.ts:11', /\+/],
    ['an open parenthesis', 'select (1', 'p.ts:10', /end of input/],
  ])('%s', async (_name, sql, at, message) => {
    const error = await opened.engine
      .describe({ sql, relations: {}, at: 'p.ts:10' })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'PEN_SQL_INVALID', details: { at } });
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toMatch(/LINE \d|\n/);
  });

  test('in a query within the query, at its own place', async () => {
    const inner = { sql: 'select a\nfrom (select 1 as b)', relations: {}, at: 'view.ts:3' };
    const body = {
      sql: 'select * from {{v}}',
      relations: { v: { kind: 'query' as const, query: inner } },
      at: 'p.ts:10',
    };
    await expect(opened.engine.describe(body)).rejects.toMatchObject({
      code: 'PEN_SQL_INVALID',
      details: { at: 'view.ts:3' },
    });
  });

  test.each([
    ['while rows are written', []],
    ['while rules are evaluated', [{ name: 'r', predicate: 'true', action: 'drop' as const }]],
  ])('values that cannot be cast, %s', async (_name, expectations) => {
    const sql = "select\n  cast(x as integer) as n\nfrom (select unnest(['1', 'two']) as x)";
    await expect(opened.engine.runFlow(flow('t', sql, {}, { expectations }))).rejects.toMatchObject({
      code: 'PEN_ENGINE_FAILED',
      message: expect.stringMatching(/^Table "t": .*'two'/),
      details: { at: 'p.ts:11' },
    });
    expect(await opened.tables.latestVersion('t')).toBeUndefined();
  });

  test('a sum that is too large for a long', async () => {
    const sql = 'select sum(x) as s from (select 9223372036854775807 as x from range(3))';
    await expect(rowsOf(opened.engine, sql)).rejects.toMatchObject({ code: 'PEN_ENGINE_FAILED' });
  });

  test('a parameter', async () => {
    await expect(rowsOf(opened.engine, 'select ? as a')).rejects.toMatchObject({
      code: 'PEN_SQL_INVALID',
      message: expect.stringMatching(/parameter/),
    });
  });
});

describe('column types', () => {
  test.each([
    ['time', "time '10:00'"],
    ['interval', "interval '1' day"],
    ['bit', "'101'::bit"],
    ['union', 'union_value(a := 1)'],
    ['a list of times', "[time '10:00']"],
    ['a struct without names', 'row(1, 2)'],
  ])('%s is refused by name of the column', async (_name, sql) => {
    await expect(opened.engine.runFlow(flow('t', `select 1 as a, ${sql} as odd`, {}))).rejects.toMatchObject({
      code: 'PEN_TYPE_UNSUPPORTED',
      message: expect.stringMatching(/"odd"/),
    });
  });

  test.each([
    ['uuid()', 'string'],
    ["'a'::enum('a', 'b')", 'string'],
    ["'{}'::json", 'string'],
    ['1::utinyint', 'short'],
    ['1::uinteger', 'long'],
    ['1::ubigint', 'decimal(20,0)'],
    ['1::hugeint', 'long'],
    ["timestamp_ns '2001-01-01'", 'timestamp_ntz'],
    ['now()', 'timestamp'],
    ['null', 'integer'],
  ])('%s is carried as %s', async (sql, type) => {
    const target = `carried ${sql}`.replace(/\W/g, '_');
    await opened.engine.runFlow(flow(target, `select ${sql} as v, array_value(1, 2) as l`, {}));
    const { schema } = await opened.tables.snapshot(target);
    expect(schema.fields.map((field) => field.type)).toEqual([
      type,
      { type: 'array', elementType: 'integer', containsNull: true },
    ]);
    const rows = await rowsOf(opened.engine, 'select v, l from {{t}}', {
      t: { kind: 'table', table: target, version: 0 },
    });
    expect(rows).toHaveLength(1);
  });
});

describe('source files that cannot be read are named', () => {
  const put = (key: string, text: string | Uint8Array) =>
    opened.store.put(key, typeof text === 'string' ? new TextEncoder().encode(text) : text);

  test.each([
    ['csv', 'quotes.csv', 'a,b\n1,"x'],
    ['csv', 'columns.csv', 'a,b\n1,2\n3,4,5,6\n'],
    ['csv', 'binary.csv', Uint8Array.of(0xff, 0xfe, 0, 1, 10, 0xff)],
    ['csv', 'types.csv', `a,b\n${'1,2\n'.repeat(30_000)}x,3\n`],
    ['json', 'cut.json', '{"a":1}\n{"a":'],
    ['json', 'text.json', 'hello'],
    ['parquet', 'empty.parquet', ''],
    ['parquet', 'text.parquet', 'a,b\n1,2\n'],
  ] as const)('%s: %s', async (format, name, text) => {
    const key = `odd names/[${name}`;
    await put(key, text);
    const keys = format === 'csv' ? ['good.csv', key] : [key];
    await put('good.csv', 'a,b\n1,2\n');
    const error = await rowsOf(opened.engine, 'select count(*) as n, max(columns(*)) from {{f}}', {
      f: { kind: 'files', format, keys },
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'PEN_SOURCE_UNREADABLE', details: { at: key } });
    expect((error as Error).message).not.toMatch(/penstock-memory/);
  });

  test('a damaged page within a Parquet file', async () => {
    const sql = 'select range as id, md5(range::varchar) as h from range(50000)';
    await opened.engine.runFlow(flow('whole', sql, {}));
    const key = (await opened.tables.snapshot('whole')).files[0]?.key ?? '';
    const bytes = (await opened.store.get(key)) ?? new Uint8Array();
    await put('damaged.parquet', bytes.fill(7, 20_000, 60_000));
    const files = { kind: 'files' as const, format: 'parquet' as const, keys: ['damaged.parquet'] };
    await expect(
      rowsOf(opened.engine, 'select max(h) as h, max(id) as i from {{f}}', { f: files }),
    ).rejects.toMatchObject({ code: 'PEN_SOURCE_UNREADABLE' });
  });

  test('an absent file is told by the store', async () => {
    const files = { kind: 'files' as const, format: 'csv' as const, keys: ['absent.csv'] };
    await expect(rowsOf(opened.engine, 'select * from {{f}}', { f: files })).rejects.toMatchObject({
      code: 'PEN_NOT_FOUND',
    });
  });

  test('no files at all', async () => {
    const files = { kind: 'files' as const, format: 'csv' as const, keys: [] };
    await expect(rowsOf(opened.engine, 'select * from {{f}}', { f: files })).rejects.toMatchObject({
      code: 'PEN_SOURCE_UNREADABLE',
    });
  });

  test('options that readers do not have, and those that are ours', async () => {
    for (const options of [{ nope: 1 }, { filename: true }, { 'a) or (1': 1 }] as const) {
      const files = { kind: 'files' as const, format: 'csv' as const, keys: ['good.csv'], options };
      await expect(rowsOf(opened.engine, 'select * from {{f}}', { f: files })).rejects.toMatchObject({
        code: 'PEN_SQL_INVALID',
      });
    }
  });

  test('options are passed to the reader', async () => {
    await put('semi.csv', '# note\n7;x\n8;y\n');
    const options = { sep: ';', header: false, skip: 1, columns: '{"n":"SMALLINT","s":"VARCHAR"}' };
    const files = { kind: 'files' as const, format: 'csv' as const, keys: ['semi.csv'], options };
    expect(await rowsOf(opened.engine, 'select n, s from {{f}}', { f: files })).toEqual([
      { n: 7, s: 'x' },
      { n: 8, s: 'y' },
    ]);
  });
});

describe('places', () => {
  test('of lines that are not the template’s fall back to the template', () => {
    expect(placeIn('a.ts:5', 'select 1\nfrom x', { number: 9, excerpt: 'from y' })).toBe('a.ts:5');
    expect(placeIn('a.ts:5', 'select 1\nfrom x', { number: 3, excerpt: '...from x' }, 1)).toBe('a.ts:6');
    expect(placeIn(undefined, 'select 1', { number: 1, excerpt: 'select 1' })).toBeUndefined();
    expect(placeIn('unknown', 'select 1', { number: 1, excerpt: 'select 1' })).toBe('unknown');
  });

  test('are taken out of messages', () => {
    expect(parseMessage('Binder Error: No "x"!\nCandidates: "y"\n\nLINE 3: where z > 1\n              ^')).toEqual({
      kind: 'Binder',
      body: 'Binder Error: No "x"!\nCandidates: "y"',
      text: 'No "x"! Candidates: "y"',
      line: { number: 3, excerpt: 'where z > 1' },
    });
    expect(parseMessage('anything')).toEqual({ kind: '', body: 'anything', text: 'anything' });
  });
});

test('a column that the quarantine table needs is refused', async () => {
  const s = batches({ id: [new Int32(), 'integer', [1]] });
  const body = flow(
    't',
    'select id, id as _Failed from {{s}}',
    { s },
    {
      expectations: [{ name: 'r', predicate: 'id > 1', action: 'quarantine' }],
      quarantine: 'q',
    },
  );
  await expect(opened.engine.runFlow(body)).rejects.toMatchObject({ code: 'PEN_SCHEMA_INVALID' });
});

test('errors are Penstock errors with the original attached', async () => {
  const error = await rowsOf(opened.engine, 'select nobody').catch((caught: unknown) => caught);
  expect(PenstockError.is(error)).toBe(true);
  expect((error as Error).cause).toBeInstanceOf(Error);
});
