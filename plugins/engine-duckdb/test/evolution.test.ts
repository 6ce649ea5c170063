import type { DataFile, QueryEngine, TableFormat } from '@penstock/core/contracts';
import { memoryObjectStore, memoryTableFormat, openPlugin } from '@penstock/core/testing';
import { type Field, Int32, Utf8 } from 'apache-arrow';
import { expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { batches, flow, rowsOf } from './support/rows.ts';

const field = (name: string, type: Field['type'] | string) => ({
  name,
  type: type as 'string',
  nullable: true,
  metadata: {},
});

/** A table whose files were written by different flows, under a schema of its own, as after a schema change. */
async function evolved(sqls: readonly string[], fields: readonly ReturnType<typeof field>[]) {
  const store = memoryObjectStore();
  const tables = memoryTableFormat(store);
  const merged: TableFormat = new Proxy(tables, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'snapshot') return typeof value === 'function' ? value.bind(target) : value;
      return async (table: string, ...rest: never[]) => {
        if (table !== 'all') return target.snapshot(table, ...rest);
        const parts = await Promise.all(sqls.map((_, i) => target.snapshot(`part${i}`)));
        const files: DataFile[] = parts.flatMap((part) => part.files);
        return { ...(parts[0] as object), schema: { type: 'struct' as const, fields }, files };
      };
    },
  });
  const opened = await openPlugin<QueryEngine>(plugin, { options: { threads: 2 }, needs: { store, tables: merged } });
  for (const [i, sql] of sqls.entries()) await opened.value.runFlow(flow(`part${i}`, sql, {}));
  const rows = (sql: string) => rowsOf(opened.value, sql, { t: { kind: 'table', table: 'all', version: 0 } });
  return { rows, engine: opened.value, close: () => opened.close() };
}

test('columns that a file lacks are null, in the order and the types of the schema', async () => {
  const table = await evolved(
    [
      "select 1::integer as id, 'x' as gone",
      "select 'b' as name, 2::integer as id",
      'select 3::smallint as ID, 2.5::double as score',
    ],
    [field('score', 'double'), field('id', 'long'), field('name', 'string'), field('tags', 'string')],
  );
  expect(await table.rows('select * from {{t}} order by id')).toEqual([
    { score: null, id: 1n, name: null, tags: null },
    { score: null, id: 2n, name: 'b', tags: null },
    { score: 2.5, id: 3n, name: null, tags: null },
  ]);
  await table.close();
});

test('fields that structs of older files lack are null', async () => {
  const struct = { type: 'struct', fields: [field('a', 'long'), field('b', 'string')] };
  const table = await evolved(
    ["select {'a': 1::integer} as s", "select {'b': 'x', 'a': 2::bigint} as s"],
    [field('s', struct as never)],
  );
  expect(await table.rows('select s.a as a, s.b as b from {{t}} order by 1')).toEqual([
    { a: 1n, b: null },
    { a: 2n, b: 'x' },
  ]);
  await table.close();
});

test('text that is stored as bytes is text again, and timestamps of old kinds are instants in UTC', async () => {
  const table = await evolved(
    ["select encode('grüße') as s, timestamp_ns '2001-02-03 04:05:06' as t"],
    [field('s', 'string'), field('t', 'timestamp')],
  );
  expect(await table.rows('select s, cast(t as varchar) as t from {{t}}')).toEqual([
    { s: 'grüße', t: '2001-02-03 04:05:06+00' },
  ]);
  await table.close();
});

test('batches of one type are cast to the type of their schema', async () => {
  const table = await evolved(['select 1 as id'], [field('id', 'integer')]);
  const s = batches({ id: [new Int32(), 'long', [1, null]], name: [new Utf8(), 'string', ['a', 'b']] });
  expect(await rowsOf(table.engine, 'select id, name from {{s}}', { s })).toEqual([
    { id: 1n, name: 'a' },
    { id: null, name: 'b' },
  ]);
  await table.close();
});
