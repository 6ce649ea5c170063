import type { DataType } from '@penstock/core/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { field, type ShownTables, shownTables, struct } from './support/shown-tables.ts';

let shown: ShownTables;
beforeAll(async () => {
  shown = await shownTables();
});
afterAll(() => shown[Symbol.asyncDispose]());

const list = (elementType: DataType): DataType => ({ type: 'array', elementType, containsNull: true });
const map = (keyType: DataType, valueType: DataType): DataType => ({
  type: 'map',
  keyType,
  valueType,
  valueContainsNull: true,
});
/** One row as JSON text, since it says most about nested values. */
const json = async (table: Parameters<ShownTables['rows']>[0], order = '1') =>
  (await shown.rows(table, `select to_json(t)::varchar as j from {{t}} t order by ${order}`)).map((row) =>
    JSON.parse(String(row['j'])),
  );

describe('columns by their name in files', () => {
  test('are found by it alone, though other columns have the names of the schema', async () => {
    const file = await shown.file("select 1 as b, 'x' as a, 3 as c");
    const schema = struct(
      field('a', 'integer', { name: 'b' }),
      field('b', 'string', { name: 'a' }),
      field('c', 'long', { name: 'gone' }),
    );
    expect(await json({ schema, files: [file] })).toEqual([{ a: 1, b: 'x', c: null }]);
  });

  test('are renamed within structs, lists and maps of any depth, with nulls where they were', async () => {
    const inner = "struct_pack(y1 := 5, y2 := 'e')";
    const file = await shown.file(`select struct_pack(x1 := 1, x2 := struct_pack(z1 := 2)) as s1,
      [${inner}, null] as l1, map {'k': [${inner}]} as m1, null::struct(q integer)[] as n1
      union all select null, null, null, null`);
    const element = struct(field('renamed', 'string', { name: 'y2' }), field('y', 'long', { name: 'y1' }));
    const schema = struct(
      field(
        's',
        struct(
          field('deep', struct(field('z', 'long', { name: 'z1' })), { name: 'x2' }),
          field('x', 'integer', { name: 'x1' }),
        ),
        { name: 's1' },
      ),
      field('l', list(element), { name: 'l1' }),
      field('m', map('string', list(element)), { name: 'm1' }),
      field('n', list(struct(field('other', 'string', { name: 'gone' }))), { name: 'n1' }),
    );
    expect(await json({ schema, files: [file] }, 's is null')).toEqual([
      {
        s: { deep: { z: 2 }, x: 1 },
        l: [{ renamed: 'e', y: 5 }, null],
        m: { k: [{ renamed: 'e', y: 5 }] },
        n: null,
      },
      { s: null, l: null, m: null, n: null },
    ]);
  });

  test('within a struct are not taken for another of the same name', async () => {
    const file = await shown.file('select struct_pack(a := 1, b := 2) as s');
    const swapped = struct(field('a', 'integer', { name: 'b' }), field('b', 'integer', { name: 'a' }));
    const gone = struct(field('a', 'integer', { name: 'gone' }), field('b', 'integer', { name: 'b' }));
    expect(await json({ schema: struct(field('s', swapped)), files: [file] })).toEqual([{ s: { a: 2, b: 1 } }]);
    expect(await json({ schema: struct(field('s', gone)), files: [file] })).toEqual([{ s: { a: null, b: 2 } }]);
  });

  test('of which a struct of the file has none are null, and the struct is not', async () => {
    const file = await shown.file('select struct_pack(old := 1) as s union all select null');
    const schema = struct(field('s', struct(field('fresh', 'string'))));
    expect(await json({ schema, files: [file] }, 's is null')).toEqual([{ s: { fresh: null } }, { s: null }]);
  });
});

describe('columns by field id', () => {
  const IDS = `field_ids {a: 1, s: {__duckdb_field_id: 2, x: 3}, l: {__duckdb_field_id: 4, element: {__duckdb_field_id: 5, y: 6}}, m: {__duckdb_field_id: 7, key: 8, value: {__duckdb_field_id: 9, z: 10}}}`;
  const SQL = 'select 1 as a, struct_pack(x := 2) as s, [struct_pack(y := 3)] as l, map {4: struct_pack(z := 5)} as m';
  const schema = struct(
    field('first', 'integer', { id: 1 }),
    field('s', struct(field('inner', 'integer', { id: 3 })), { id: 2 }),
    field('list', list(struct(field('inner', 'long', { id: 6 }))), { id: 4 }),
    field('map', map('integer', struct(field('inner', 'long', { id: 10 }))), { id: 7 }),
    field('later', 'string', { id: 99 }),
  );

  test('are found at every level, whatever their names', async () => {
    const file = await shown.file(SQL, {}, IDS);
    expect(await json({ schema, files: [file] })).toEqual([
      { first: 1, s: { inner: 2 }, list: [{ inner: 3 }], map: { 4: { inner: 5 } }, later: null },
    ]);
  });

  test('are null in files without ids, though the names fit', async () => {
    const file = await shown.file('select 1 as first');
    expect(await json({ schema, files: [file] })).toEqual([
      { first: null, s: null, list: null, map: null, later: null },
    ]);
  });

  test('are found in each of several files by itself', async () => {
    const one = await shown.file('select 1 as a, 2 as b', {}, 'field_ids {a: 1, b: 5}');
    const two = await shown.file('select 3 as b, 4 as a', {}, 'field_ids {b: 1, a: 5}');
    const both = struct(field('x', 'integer', { id: 1 }), field('y', 'integer', { id: 5 }));
    expect(await json({ schema: both, files: [one, two] }, 'x')).toEqual([
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ]);
  });
});

describe('types of old files', () => {
  test('are cast to those of the schema, each file by itself', async () => {
    const old = await shown.file(
      "select 1::tinyint as a, 1.5::float as b, date '2024-01-02' as c, 1.25::decimal(10,2) as d, 7::integer as e",
    );
    const now = await shown.file(
      "select 2::bigint as a, 2.5::double as b, timestamp '2024-01-02 03:04:05' as c, 2.5::decimal(20,5) as d, 8::decimal(11,1) as e",
    );
    const schema = struct(
      field('a', 'long'),
      field('b', 'double'),
      field('c', 'timestamp_ntz'),
      field('d', 'decimal(20,5)'),
      field('e', 'decimal(11,1)'),
    );
    const rows = await shown.rows(
      { schema, files: [old, now] },
      'select a, b, c::varchar c, d::varchar d, e::varchar e from {{t}} order by a',
    );
    expect(rows).toEqual([
      { a: 1n, b: 1.5, c: '2024-01-02 00:00:00', d: '1.25000', e: '7.0' },
      { a: 2n, b: 2.5, c: '2024-01-02 03:04:05', d: '2.50000', e: '8.0' },
    ]);
  });

  test('bytes that are marked as text stay the bytes they are, at any depth', async () => {
    const file = await shown.file("select 'a\\x41ü' as b, ['\\x41'] as l, struct_pack(s := encode('ü')) as s");
    const schema = struct(field('b', 'binary'), field('l', list('binary')), field('s', struct(field('s', 'string'))));
    const [row] = await shown.rows(
      { schema, files: [file] },
      'select hex(b) as b, hex(l[1]) as l, s.s as s from {{t}}',
    );
    expect(row).toEqual({ b: Buffer.from('a\\x41ü').toString('hex').toUpperCase(), l: '5C783431', s: 'ü' });
  });

  test('a column of no type is null, and no file has it', async () => {
    const schema = struct(
      field('a', 'integer'),
      field('v', 'void'),
      field('s', struct(field('v', 'void'), field('x', 'integer'))),
    );
    const file = await shown.file('select 1 as a, struct_pack(x := 2) as s');
    expect(await json({ schema, files: [file] })).toEqual([{ a: 1, v: null, s: { v: null, x: 2 } }]);
  });
});

describe('partition values', () => {
  test.each<[DataType, string, string]>([
    ['binary', '\u0001\\x41ü', Buffer.from('\u0001\\x41ü').toString('hex').toUpperCase()],
    ['decimal(10,2)', '0E-10', '0.00'],
    ['float', 'NaN', 'nan'],
    ['double', '-Infinity', '-inf'],
    ['boolean', 'true', 'true'],
    ['byte', '-128', '-128'],
    ['timestamp', '2024-01-02T03:04:05.000006Z', '2024-01-02 03:04:05.000006+00'],
    ['timestamp_ntz', '2024-01-02 03:04:05', '2024-01-02 03:04:05'],
    ['date', '0001-01-01', '0001-01-01'],
  ])('of type %s are read from their text', async (type, text, wanted) => {
    const files = [await shown.file('select 1 as id', { partitionValues: { p: text } })];
    const table = { schema: struct(field('id', 'integer'), field('p', type)), partitionColumns: ['p'], files };
    const sql = type === 'binary' ? 'hex(p)' : 'p::varchar';
    expect(await shown.rows(table, `select ${sql} as p from {{t}}`)).toEqual([{ p: wanted }]);
  });
});

describe('variants', () => {
  const schema = struct(field('v', 'variant'), field('l', list('variant')));
  /** `{"a":[1,"x"]}` and 7 in Parquet's encoding. */
  const LIST = String.raw`struct_pack(value := '\x02\x01\x00\x00\x09\x03\x02\x00\x02\x04\x0C\x01\x05x'::blob, metadata := '\x01\x01\x00\x01a'::blob)`;
  const SEVEN = String.raw`struct_pack(value := '\x0C\x07'::blob, metadata := '\x01\x00\x00'::blob)`;

  test('are read from the struct of bytes that Spark writes, and given as JSON text', async () => {
    const file = await shown.file(`select ${LIST} as v, [${SEVEN}, null] as l union all select null, null`);
    const rows = await shown.rows({ schema, files: [file] }, 'select v, l from {{t}} order by v is null');
    expect(rows.map((row) => [row['v'], row['l'] === null ? null : [...(row['l'] as Iterable<unknown>)]])).toEqual([
      ['{"a":[1,"x"]}', ['7', null]],
      [null, null],
    ]);
    const [inside] = await shown.rows(
      { schema, files: [file] },
      'select v.a[2]::varchar as x from {{t}} where v is not null',
    );
    expect(inside).toEqual({ x: 'x' });
  });

  test('are read where DuckDB knows them as such, shredded or not', async () => {
    const plain = await shown.file(`select '{"a":1}'::json::variant as v`);
    const shredded = await shown.file(`select '{"a":2}'::json::variant as v`, {}, `shredding {v: 'STRUCT(a BIGINT)'}`);
    const rows = await shown.rows(
      { schema: struct(field('v', 'variant')), files: [plain, shredded] },
      'select v from {{t}} order by 1',
    );
    expect(rows).toEqual([{ v: '{"a":1}' }, { v: '{"a":2}' }]);
  });

  test('in a form that DuckDB does not read are refused and named', async () => {
    const file = await shown.file(
      "select struct_pack(metadata := 'x'::blob, value := 'y'::blob, typed_value := 1) as v",
    );
    await expect(
      shown.rows({ schema: struct(field('v', 'variant')), files: [file] }, 'select v from {{t}}'),
    ).rejects.toMatchObject({
      code: 'PEN_TABLE_UNSUPPORTED',
      message: expect.stringContaining('"v"'),
    });
  });
});
