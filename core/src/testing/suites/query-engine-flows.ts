import assert from 'node:assert/strict';
import { Int32, Int64, Utf8 } from 'apache-arrow';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import { batches, flow, type QueryEngineSubject, query, tableAt, tableRows } from './query-engine-subject.ts';

const numbers = (...ids: (number | null)[]) => batches({ id: [new Int32(), 'integer', ids] });
const all = 'select id from {{n}}';

/** What a flow does to its target. */
export const flowCases: readonly SuiteCase<QueryEngineSubject, never>[] = [
  {
    name: 'creates the target with the schema of the query, its partitioning, description and properties',
    run: async ({ engine, tables }) => {
      const source = batches({ id: [new Int32(), 'integer', [1, 2]], day: [new Utf8(), 'string', ['a', 'b']] });
      const result = await engine.runFlow(
        flow('made', query('select id, day from {{s}}', { s: source }), {
          partitionBy: ['day'],
          description: 'Made by a flow',
          properties: { owner: 'suite' },
        }),
      );
      assert.deepEqual(result.rows, { in: 2, kept: 2, dropped: 0, quarantined: 0 });
      assert.equal(result.committed, true);
      const snapshot = await tables.snapshot('made');
      assert.equal(snapshot.version, result.version);
      assert.deepEqual(
        snapshot.schema.fields.map((field) => [field.name, field.type]),
        [
          ['id', 'integer'],
          ['day', 'string'],
        ],
      );
      assert.deepEqual(snapshot.partitionColumns, ['day']);
      assert.equal(snapshot.description, 'Made by a flow');
      assert.equal(snapshot.properties.owner, 'suite');
    },
  },
  {
    name: 'appends to the target or replaces its rows',
    run: async (subject) => {
      const { engine } = subject;
      const run = (mode: 'append' | 'overwrite', version: number, id: number) =>
        engine.runFlow(flow('t', query(all, { n: numbers(id) }), { mode, transaction: { application: 'a', version } }));
      await run('append', 1, 1);
      await run('append', 2, 2);
      assert.deepEqual(await tableRows(subject, 't'), [{ id: 1 }, { id: 2 }]);
      await run('overwrite', 3, 3);
      assert.deepEqual(await tableRows(subject, 't'), [{ id: 3 }]);
    },
  },
  {
    name: 'replaces the schema too when it overwrites',
    run: async (subject) => {
      await subject.engine.runFlow(flow('t', query(all, { n: numbers(1) })));
      const source = batches({ name: [new Utf8(), 'string', ['x']] });
      await subject.engine.runFlow(
        flow('t', query('select name from {{s}}', { s: source }), {
          mode: 'overwrite',
          transaction: { application: 'suite/t', version: 2 },
        }),
      );
      assert.deepEqual(await tableRows(subject, 't'), [{ name: 'x' }]);
    },
  },
  {
    name: 'appends a narrower integer as the type the target has, and refuses what does not fit it',
    run: async (subject) => {
      const { engine, tables } = subject;
      const wide = batches({ id: [new Int64(), 'long', [2n ** 40n]] });
      await engine.runFlow(flow('t', query('select id from {{s}}', { s: wide })));
      const next = { transaction: { application: 'suite/t', version: 2 } };
      await engine.runFlow(flow('t', query(all, { n: numbers(7) }), next));
      assert.deepEqual(await tableRows(subject, 't'), [{ id: 7n }, { id: 2n ** 40n }]);
      const text = batches({ id: [new Utf8(), 'string', ['7']] });
      const last = { transaction: { application: 'suite/t', version: 3 } };
      await rejectsWithCode('PEN_SCHEMA_MISMATCH', () =>
        engine.runFlow(flow('t', query('select id from {{s}}', { s: text }), last)),
      );
      assert.equal(await tables.latestVersion('t'), 1);
    },
  },
  {
    name: 'does not do again what its transaction has done, and tells the counts of that commit',
    run: async (subject) => {
      const expectations = [{ name: 'small', predicate: 'id < 3', action: 'drop' as const }];
      const first = await subject.engine.runFlow(flow('t', query(all, { n: numbers(1, 2, 3) }), { expectations }));
      const again = await subject.engine.runFlow(flow('t', query(all, { n: numbers(8, 9) }), { expectations }));
      assert.deepEqual(again, { ...first, committed: false });
      assert.deepEqual(first.rows, { in: 3, kept: 2, dropped: 1, quarantined: 0 });
      assert.deepEqual(await tableRows(subject, 't'), [{ id: 1 }, { id: 2 }]);
    },
  },
  {
    name: 'commits its transaction even when there are no rows',
    run: async (subject) => {
      const result = await subject.engine.runFlow(flow('t', query(all, { n: numbers() })));
      assert.deepEqual(result.rows, { in: 0, kept: 0, dropped: 0, quarantined: 0 });
      const snapshot = await subject.tables.snapshot('t');
      assert.equal(snapshot.transactions.get('suite/t'), 1);
      assert.deepEqual(snapshot.files, []);
      assert.deepEqual(await tableRows(subject, 't'), []);
    },
  },
  {
    name: 'gives the user metadata of the flow to the commit',
    run: async ({ engine, tables }) => {
      await engine.runFlow(flow('t', query(all, { n: numbers(1) }), { userMetadata: '{"by":"suite"}' }));
      assert.equal((await tables.history('t'))[0]?.userMetadata, '{"by":"suite"}');
    },
  },
  {
    name: 'tells rows and true statistics of every file',
    run: async ({ engine, tables }) => {
      await engine.runFlow(flow('t', query(all, { n: numbers(5, null, -7, 3) })));
      const { files, rows } = await tables.snapshot('t');
      assert.equal(rows, 4);
      assert.equal(
        files.reduce((sum, file) => sum + (file.stats?.id?.nullCount ?? 1), 0),
        1,
      );
      for (const file of files) {
        const { min, max } = file.stats?.id ?? {};
        assert.ok(min === undefined || Number(min) <= -7);
        assert.ok(max === undefined || Number(max) >= 5);
      }
    },
  },
  {
    name: 'runs flows side by side',
    run: async (subject) => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      await Promise.all(
        names.map((name, i) => subject.engine.runFlow(flow(name, query(all, { n: numbers(i, i + 1) })))),
      );
      for (const [i, name] of names.entries())
        assert.deepEqual(await tableRows(subject, name), [{ id: i }, { id: i + 1 }]);
    },
  },
  {
    name: 'refuses a flow that was cancelled and leaves every table as it was',
    run: async ({ engine, tables, store }) => {
      const signal = AbortSignal.abort();
      await rejectsWithCode('PEN_ABORTED', () => engine.runFlow(flow('t', query(all, { n: numbers(1) }), { signal })));
      assert.equal(await tables.latestVersion('t'), undefined);
      for await (const { key } of store.list('')) assert.fail(`${key} was left`);
    },
  },
  {
    name: 'sums integers to longs',
    run: async ({ engine }) => {
      const schema = await engine.describe(query('select sum(id) as s, count(*) as n from {{n}}', { n: numbers(1) }));
      assert.deepEqual(
        schema.fields.map((field) => field.type),
        ['long', 'long'],
      );
    },
  },
  {
    name: 'reads the target while it writes a new version of it',
    run: async (subject) => {
      await subject.engine.runFlow(flow('t', query(all, { n: numbers(1, 2) })));
      await subject.engine.runFlow(
        flow('t', query('select id + 10 as id from {{t}}', { t: tableAt('t', 0) }), {
          mode: 'overwrite',
          transaction: { application: 'suite/t', version: 2 },
        }),
      );
      assert.deepEqual(await tableRows(subject, 't'), [{ id: 11 }, { id: 12 }]);
    },
  },
];
