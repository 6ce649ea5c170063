import assert from 'node:assert/strict';
import { Int32, Utf8 } from 'apache-arrow';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import {
  batches,
  flow,
  type QueryEngineSubject,
  query,
  rowsOf,
  schemaOf,
  tableAt,
  tableRows,
  textFiles,
} from './query-engine-subject.ts';

async function threeVersions({ engine }: QueryEngineSubject): Promise<void> {
  for (const version of [0, 1, 2]) {
    const n = batches({ id: [new Int32(), 'integer', [version * 10, version * 10 + 1]] });
    await engine.runFlow(
      flow('t', query('select id from {{n}}', { n }), { transaction: { application: 'a', version } }),
    );
  }
}

/** What names in the SQL stand for. */
export const relationCases: readonly SuiteCase<QueryEngineSubject, 'changes'>[] = [
  {
    name: 'reads a table as it was at a version',
    run: async (subject) => {
      await threeVersions(subject);
      const rows = await rowsOf(subject.engine, query('select count(*) as n from {{t}}', { t: tableAt('t', 1) }));
      assert.deepEqual(rows, [{ n: 4n }]);
    },
  },
  {
    name: 'reads what was appended between two versions',
    run: async (subject) => {
      await threeVersions(subject);
      const read = (fromVersion: number, toVersion: number) =>
        rowsOf(
          subject.engine,
          query('select id from {{t}} order by id', { t: { kind: 'appended', table: 't', fromVersion, toVersion } }),
        );
      assert.deepEqual(await read(0, 1), [{ id: 10 }, { id: 11 }]);
      assert.equal((await read(-1, 2)).length, 6);
      assert.deepEqual(await read(2, 2), []);
    },
  },
  {
    name: 'reads what happened to the rows of a table between two versions, and when',
    feature: 'changes',
    run: async (subject) => {
      const { engine, tables } = subject;
      const schema = schemaOf({ id: 'integer' });
      await tables.create('t', { schema, changeFeed: true });
      for (const [version, mode, ids] of [
        [1, 'append', [1, 2]],
        [2, 'append', [3]],
        [3, 'overwrite', [4]],
      ] as const) {
        const n = batches({ id: [new Int32(), 'integer', ids] });
        const transaction = { application: 'a', version };
        await engine.runFlow(flow('t', query('select id from {{n}}', { n }), { mode, transaction }));
      }
      const read = (fromVersion: number, toVersion: number) => {
        const t = { kind: 'changes', table: 't', fromVersion, toVersion } as const;
        const sql = 'select id, _change_type as what, _commit_version as v from {{t}} order by v, what, id';
        return rowsOf(engine, query(sql, { t }));
      };
      assert.deepEqual(await read(0, 2), [
        { id: 1, what: 'insert', v: 1n },
        { id: 2, what: 'insert', v: 1n },
        { id: 3, what: 'insert', v: 2n },
      ]);
      assert.deepEqual(await read(2, 3), [
        { id: 1, what: 'delete', v: 3n },
        { id: 2, what: 'delete', v: 3n },
        { id: 3, what: 'delete', v: 3n },
        { id: 4, what: 'insert', v: 3n },
      ]);
      assert.deepEqual(await read(3, 3), []);
      const t = { kind: 'changes', table: 't', fromVersion: 1, toVersion: 2 } as const;
      const [row] = await rowsOf(engine, query('select _commit_timestamp as at from {{t}}', { t }));
      assert.equal(Number(row?.at), (await tables.snapshot('t', { version: 2 })).timestamp.getTime());
    },
  },
  {
    name: 'reads a table without rows as rows of its schema',
    run: async (subject) => {
      const n = batches({ id: [new Int32(), 'integer', []], name: [new Utf8(), 'string', []] });
      await subject.engine.runFlow(flow('t', query('select id, name from {{n}}', { n })));
      const body = query('select name, id from {{t}}', { t: tableAt('t', 0) });
      assert.deepEqual(
        (await subject.engine.describe(body)).fields.map((field) => field.type),
        ['string', 'integer'],
      );
      assert.deepEqual(await rowsOf(subject.engine, body), []);
    },
  },
  {
    name: 'reads partition values of any kind back as they were written',
    run: async (subject) => {
      const names = ['plain', 'a b', 'x=1/y', '50%', '%20', "it's", '"q"', 'ü🙂', '..', null];
      const n = batches({
        id: [new Int32(), 'integer', names.map((_, i) => i)],
        part: [new Utf8(), 'string', names],
        num: [new Int32(), 'integer', names.map((_, i) => (i % 4 === 3 ? null : i % 4))],
      });
      const sql = 'select id, part, num from {{n}}';
      await subject.engine.runFlow(flow('t', query(sql, { n }), { partitionBy: ['part', 'num'] }));
      assert.deepEqual(
        await tableRows(subject, 't'),
        names.map((part, i) => ({ id: i, part, num: i % 4 === 3 ? null : i % 4 })),
      );
      for (const file of (await subject.tables.snapshot('t')).files)
        assert.deepEqual(Object.keys(file.partitionValues).sort(), ['num', 'part']);
    },
  },
  {
    name: 'reads text files in their order with the key of each row, and by name of the columns',
    run: async ({ engine, store }) => {
      const csv = await textFiles(store, 'csv', { 'in/2.csv': 'a,b\n1,x\n2,"y,z"\n', 'in/1.csv': 'c,b,a\n9,w,3\n' });
      const rows = await rowsOf(engine, query('select a, b, c, _file from {{f}} order by a', { f: csv }));
      assert.deepEqual(
        rows.map((row) => [Number(row.a), row.b, row.c === null ? null : Number(row.c), row._file]),
        [
          [1, 'x', null, 'in/2.csv'],
          [2, 'y,z', null, 'in/2.csv'],
          [3, 'w', 9, 'in/1.csv'],
        ],
      );
      const json = await textFiles(store, 'json', { 'in/1.json': '{"a":1,"b":{"c":[1,2]}}\n{"a":2}\n' });
      const counted = await rowsOf(engine, query('select count(*) as n, sum(a) as s from {{f}}', { f: json }));
      assert.deepEqual(counted, [{ n: 2n, s: 3n }]);
    },
  },
  {
    name: 'gives the place of each row in its file to SQL that names _row, and to no other',
    run: async ({ engine, store }) => {
      const csv = await textFiles(store, 'csv', { 'in/b.csv': 'a\n5\n6\n7\n', 'in/a.csv': 'a\n8\n9\n' });
      const rows = await rowsOf(engine, query('select a, _file, _row from {{f}} order by a', { f: csv }));
      assert.deepEqual(
        rows.map((row) => [row._file, Number(row._row)]),
        [
          ['in/b.csv', 0],
          ['in/b.csv', 1],
          ['in/b.csv', 2],
          ['in/a.csv', 0],
          ['in/a.csv', 1],
        ],
      );
      const { fields } = await engine.describe(query('select * from {{f}}', { f: csv }));
      assert.deepEqual(
        fields.map((field) => field.name),
        ['a', '_file'],
      );
    },
  },
  {
    name: 'reads Parquet files of the store with the key and place of each row',
    run: async (subject) => {
      await threeVersions(subject);
      const keys = (await subject.tables.snapshot('t')).files.map((file) => file.key);
      const rows = await rowsOf(
        subject.engine,
        query('select id, _file, _row from {{f}}', { f: { kind: 'files', format: 'parquet', keys } }),
      );
      assert.equal(rows.length, 6);
      assert.deepEqual(new Set(rows.map((row) => row._file)), new Set(keys));
      assert.deepEqual(
        rows.map((row) => Number(row._row)),
        rows.map((row) => Number(row.id) % 10),
      );
    },
  },
  {
    name: 'names a source file that cannot be read, and commits nothing',
    run: async ({ engine, store, tables }) => {
      await store.put('in/good.json', new TextEncoder().encode('{"a":1}\n'));
      await store.put('in/half.json', new TextEncoder().encode('{"a":1}\n{"a":'));
      await store.put('in/half.parquet', new TextEncoder().encode('PAR1 and then nothing'));
      for (const [format, keys] of [
        ['json', ['in/good.json', 'in/half.json']],
        ['parquet', ['in/half.parquet']],
      ] as const) {
        const error = await rejectsWithCode('PEN_SOURCE_UNREADABLE', () =>
          engine.runFlow(flow('t', query('select a from {{f}}', { f: { kind: 'files', format, keys } }))),
        );
        assert.match(error.message, /in\/half\./);
      }
      assert.deepEqual(await tables.list(), []);
    },
  },
  {
    name: 'reads queries within queries, where one name may stand for different things',
    run: async (subject) => {
      await threeVersions(subject);
      const inner = query('select id * 2 as id from {{t}}', { t: tableAt('t', 0) });
      const outer = query('select v.id from {{v}} v union all select t.id from {{t}} t order by 1', {
        v: { kind: 'query', query: inner },
        t: tableAt('t', 1),
      });
      assert.deepEqual(
        (await rowsOf(subject.engine, outer)).map((row) => row.id),
        [0, 0, 1, 2, 10, 11],
      );
    },
  },
  {
    name: 'lets a common table expression have the name of a relation',
    run: async (subject) => {
      await threeVersions(subject);
      const body = query('with t as (select * from {{t}} where id > 5) select count(*) as n from t', {
        t: tableAt('t', 1),
      });
      assert.deepEqual(await rowsOf(subject.engine, body), [{ n: 2n }]);
    },
  },
  {
    name: 'refuses SQL with a mistake and says where it is',
    run: async ({ engine }) => {
      const error = await rejectsWithCode('PEN_SQL_INVALID', () =>
        engine.describe(query('select id\nfrom (select 1 as id) x\nwhere nobody = 1')),
      );
      assert.match(error.message, /nobody/);
      assert.match(String(error.details.at), /^pipeline\.ts:1[02]$/);
    },
  },
  {
    name: 'refuses what is not one SELECT',
    run: async ({ engine, tables }) => {
      for (const sql of [
        'selct 1',
        'select 1; select 2',
        'select 1 as a;',
        'create table x (a int)',
        'drop table x',
        'select * from {{nothing}}',
        '',
        '-- nothing',
        'select 1 as a) as x; drop table y; select * from (select 1 as a',
      ])
        await rejectsWithCode('PEN_SQL_INVALID', () => engine.runFlow(flow('t', query(sql))));
      assert.deepEqual(await tables.list(), []);
    },
  },
  {
    name: 'refuses two columns of one name',
    run: async ({ engine }) => {
      await rejectsWithCode('PEN_SCHEMA_INVALID', () => engine.describe(query('select 1 as a, 2 as A')));
    },
  },
  {
    name: 'passes on that a table or version does not exist',
    run: async (subject) => {
      await threeVersions(subject);
      const read = (table: string, version: number) =>
        rowsOf(subject.engine, query('select * from {{t}}', { t: tableAt(table, version) }));
      await rejectsWithCode('PEN_NOT_FOUND', () => read('nobody', 0));
      await rejectsWithCode('PEN_TABLE_VERSION', () => read('t', 9));
    },
  },
];
