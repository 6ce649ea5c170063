import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DataType as ArrowType,
  Binary,
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Struct,
  TimestampMicrosecond,
  tableFromIPC,
  Utf8,
} from 'apache-arrow';
import type { DataType } from '../../contracts/schema.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import {
  batches,
  type Columns,
  flow,
  type QueryEngineSubject,
  query,
  rowsOf,
  schemaOf,
  tableAt,
} from './query-engine-subject.ts';

const words = ['', 'a', 'twelve bytes', 'thirteen byte', 'grüße 🙂', 'x'.repeat(5000), null];
const point: DataType = { type: 'struct', fields: schemaOf({ x: 'integer', s: 'string' }).fields };
const everything: Columns = {
  byte: [new Int8(), 'byte', [-128, 127, null]],
  short: [new Int16(), 'short', [-32768, 32767, null]],
  int: [new Int32(), 'integer', [-2147483648, 2147483647, null]],
  long: [new Int64(), 'long', [-(2n ** 63n), 2n ** 63n - 1n, null]],
  float: [new Float32(), 'float', [1.5, -0.25, null]],
  double: [new Float64(), 'double', [1e300, -1e-300, null]],
  flag: [new Bool(), 'boolean', [true, false, null]],
  text: [new Utf8(), 'string', ['', 'a somewhat longer text 🙂', null]],
  bytes: [new Binary(), 'binary', [Uint8Array.of(0, 255, 128), new Uint8Array(0), null]],
  day: [new DateDay(), 'date', [new Date('1969-12-31'), new Date('2024-02-29'), null]],
  time: [new TimestampMicrosecond('UTC'), 'timestamp', [-1000, 1_700_000_000_123, null]],
  local: [new TimestampMicrosecond(), 'timestamp_ntz', [0, 253_402_300_799_000, null]],
  list: [
    new List(new Field('element', new Int32(), true)),
    { type: 'array', elementType: 'integer', containsNull: true },
    [[1, null, 3], [], null],
  ],
  point: [
    new Struct([new Field('x', new Int32(), true), new Field('s', new Utf8(), true)]),
    point,
    [{ x: 1, s: 'one' }, { x: null, s: null }, null],
  ],
};

const numbers = (count: number) =>
  batches({ id: [new Int32(), 'integer', Array.from({ length: count }, (_, i) => i)] });

/** What comes out of the engine. */
export const resultCases: readonly SuiteCase<QueryEngineSubject, never>[] = [
  {
    name: 'carries every type through a table and back, nulls included',
    run: async ({ engine, tables }) => {
      const names = Object.keys(everything).join(', ');
      await engine.runFlow(flow('t', query(`select ${names} from {{s}}`, { s: batches(everything) })));
      assert.deepEqual(
        (await tables.snapshot('t')).schema.fields.map((field) => [field.name, JSON.stringify(field.type)]),
        Object.entries(everything).map(([name, [, type]]) => [name, JSON.stringify(type)]),
      );
      const rows = await rowsOf(engine, query(`select ${names} from {{t}}`, { t: tableAt('t', 0) }));
      assert.equal(rows.length, 3);
      for (const [name, [, , values]] of Object.entries(everything))
        assert.deepEqual(
          rows.map((row) => plain(row[name])),
          values.map(plain),
          name,
        );
    },
  },
  {
    name: 'gives strings as text or dictionary, instants as microseconds in UTC, longs with 64 bits and decimals whole',
    run: async ({ engine }) => {
      const source = batches({
        text: everything.text as Columns[string],
        time: everything.time as Columns[string],
        long: everything.long as Columns[string],
      });
      const sql = 'select text, time, long, cast(1.5 as decimal(20, 2)) as amount from {{s}}';
      for await (const batch of engine.query(query(sql, { s: source }))) {
        const [text, time, long, amount] = batch.schema.fields.map((field) => field.type as ArrowType);
        assert.ok(ArrowType.isUtf8(ArrowType.isDictionary(text) ? text.dictionary : text), String(text));
        assert.equal(String(time), String(new TimestampMicrosecond('UTC')));
        assert.ok(ArrowType.isInt(long) && long.bitWidth === 64);
        assert.equal(String(amount), String(new Decimal(2, 20, 128)));
      }
    },
  },
  {
    name: 'gives strings of every length and script',
    run: async ({ engine }) => {
      const many = Array.from({ length: 700 }, () => words).flat();
      const s = batches({ id: [new Int32(), 'integer', many.map((_, i) => i)], word: [new Utf8(), 'string', many] });
      const rows = await rowsOf(engine, query('select id, word from {{s}} order by id', { s }));
      assert.deepEqual(
        rows.map((row) => row.word),
        many,
      );
    },
  },
  {
    name: 'gives at most as many rows a batch as asked for, in the order of the query',
    run: async ({ engine }) => {
      const ids: number[] = [];
      const body = query('select id from {{n}} order by id desc', { n: numbers(10_000) });
      for await (const batch of engine.query(body, { batchRows: 700 })) {
        assert.ok(batch.numRows <= 700);
        for (const row of batch) ids.push((row as unknown as { id: number }).id);
      }
      assert.deepEqual(
        ids,
        Array.from({ length: 10_000 }, (_, i) => 9999 - i),
      );
    },
  },
  {
    name: 'gives one batch with the schema when there are no rows',
    run: async ({ engine }) => {
      const seen: [number, string[]][] = [];
      for await (const batch of engine.query(query('select id from {{n}}', { n: numbers(0) })))
        seen.push([batch.numRows, batch.schema.names.map(String)]);
      assert.deepEqual(seen, [[0, ['id']]]);
    },
  },
  {
    name: 'can be left in the middle of a result',
    run: async ({ engine }) => {
      for (let turn = 0; turn < 20; turn++)
        for await (const batch of engine.query(query('select id from {{n}}', { n: numbers(10_000) }), {
          batchRows: 100,
        })) {
          assert.ok(batch.numRows > 0);
          break;
        }
      assert.equal((await rowsOf(engine, query('select 1 as one'))).length, 1);
    },
  },
  {
    name: 'stops a query that is cancelled',
    run: async ({ engine }) => {
      const controller = new AbortController();
      const rows = async () => {
        for await (const batch of engine.query(query('select id from {{n}}', { n: numbers(100_000) }), {
          batchRows: 100,
          signal: controller.signal,
        }))
          controller.abort(batch.numRows);
      };
      await rejectsWithCode('PEN_ABORTED', rows);
    },
  },
  {
    name: 'writes an Arrow file with one dictionary for each text column',
    run: async ({ engine, store }) => {
      const texts = Array.from({ length: 5000 }, (_, i) => (i % 10 === 0 ? null : `word ${i % 7} of a longer kind`));
      const s = batches({ id: [new Int32(), 'integer', texts.map((_, i) => i)], word: [new Utf8(), 'string', texts] });
      const path = join(await store.scratchDir(), 'suite.arrow');
      assert.equal(await engine.exportArrow(query('select id, word from {{s}} order by id', { s }), path), 5000);
      const table = tableFromIPC(await readFile(path));
      assert.equal(table.numRows, 5000);
      assert.ok(ArrowType.isDictionary(table.schema.fields[1]?.type));
      assert.deepEqual([...(table.getChild('word') ?? [])], texts);
      assert.equal(new Set((table.getChild('word')?.data ?? []).map((data) => data.dictionary?.length)).size, 1);
    },
  },
  {
    name: 'writes an Arrow file without rows that still has its columns',
    run: async ({ engine, store }) => {
      const path = join(await store.scratchDir(), 'empty.arrow');
      const body = query('select id, cast(id as varchar(9)) as word from {{n}}', { n: numbers(0) });
      assert.equal(await engine.exportArrow(body, path), 0);
      const table = tableFromIPC(await readFile(path));
      assert.deepEqual([table.numRows, table.schema.names], [0, ['id', 'word']]);
    },
  },
  {
    name: 'describes a query without running it, nor reading its batches',
    run: async ({ engine }) => {
      const unread = {
        kind: 'batches' as const,
        schema: schemaOf({ id: 'integer', seen: 'timestamp' }),
        batches: {
          [Symbol.asyncIterator]: () => assert.fail('the batches were read'),
        },
      };
      const schema = await engine.describe(query('select seen, id, id > 1 as big from {{s}}', { s: unread }));
      assert.deepEqual(
        schema.fields.map((field) => [field.name, field.type]),
        [
          ['seen', 'timestamp'],
          ['id', 'integer'],
          ['big', 'boolean'],
        ],
      );
    },
  },
  {
    name: 'profiles columns: rows, nulls, distinct values, bounds and moments',
    run: async ({ engine }) => {
      const s = batches({
        id: [new Int32(), 'integer', [1, 2, 3, 3, null]],
        word: [new Utf8(), 'string', ['b', 'a', 'a', null, null]],
      });
      const [id, word] = await engine.profile(query('select id, word from {{s}}', { s }));
      assert.deepEqual(
        [id?.column, id?.type, id?.rows, id?.nulls, id?.distinct, id?.min, id?.max, id?.mean],
        ['id', 'integer', 5, 1, 3, '1', '3', 2.25],
      );
      assert.ok(Math.abs((id?.stddev ?? 0) - 0.9574271) < 1e-6);
      assert.deepEqual([word?.nulls, word?.distinct, word?.min, word?.max], [2, 2, 'a', 'b']);
    },
  },
  {
    name: 'refuses batches that do not fit their schema',
    run: async ({ engine }) => {
      const s = batches({ id: [new Utf8(), 'integer', ['1']] });
      await rejectsWithCode('PEN_SCHEMA_MISMATCH', () => rowsOf(engine, query('select id from {{s}}', { s })));
    },
  },
  {
    name: 'says what it is',
    run: async ({ engine }) => assert.match(engine.version, /\S/),
  },
];

/** Arrow's wrappers of nested values, bytes and dates as plain values. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Date) return value.getTime();
  if (ArrayBuffer.isView(value) || Array.isArray(value)) return Array.from(value as Uint8Array);
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? plain(toJSON.call(value)) : { ...value };
}
