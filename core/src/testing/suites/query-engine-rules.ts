import assert from 'node:assert/strict';
import { Int32, Utf8 } from 'apache-arrow';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import { batches, flow, type QueryEngineSubject, query, rule, tableRows } from './query-engine-subject.ts';

const people = () =>
  batches({
    id: [new Int32(), 'integer', [1, 2, 3, 4, 5]],
    age: [new Int32(), 'integer', [30, -1, null, 200, 40]],
    name: [new Utf8(), 'string', ['a', 'b', 'c', null, 'e']],
  });
const body = () => query('select id, age, name from {{p}}', { p: people() });

/** What expectations do to rows. */
export const ruleCases: readonly SuiteCase<QueryEngineSubject, never>[] = [
  {
    name: 'drops the rows that break a rule; null breaks it',
    run: async (subject) => {
      const result = await subject.engine.runFlow(
        flow('t', body(), { expectations: [rule('aged', 'age >= 0', 'drop')] }),
      );
      assert.deepEqual(result.rows, { in: 5, kept: 3, dropped: 2, quarantined: 0 });
      assert.deepEqual(result.expectations, [{ name: 'aged', action: 'drop', passed: 3, failed: 2 }]);
      assert.deepEqual(
        (await tableRows(subject, 't')).map((row) => row.id),
        [1, 4, 5],
      );
    },
  },
  {
    name: 'counts and keeps the rows that break a warning',
    run: async (subject) => {
      const result = await subject.engine.runFlow(
        flow('t', body(), { expectations: [rule('named', 'name is not null', 'warn')] }),
      );
      assert.deepEqual(result.rows, { in: 5, kept: 5, dropped: 0, quarantined: 0 });
      assert.deepEqual(result.expectations, [{ name: 'named', action: 'warn', passed: 4, failed: 1 }]);
    },
  },
  {
    name: 'puts rows aside with all the rules they break, and quarantine goes before drop',
    run: async (subject) => {
      const expectations = [
        rule('sane', 'age < 150', 'quarantine'),
        rule('born', 'age >= 0', 'drop'),
        rule('named', 'name is not null', 'warn'),
      ];
      const result = await subject.engine.runFlow(flow('t', body(), { expectations, quarantine: 'aside' }));
      assert.deepEqual(result.rows, { in: 5, kept: 2, dropped: 1, quarantined: 2 });
      assert.deepEqual(
        result.expectations.map((item) => [item.name, item.failed]),
        [
          ['sane', 2],
          ['born', 2],
          ['named', 1],
        ],
      );
      const aside = await tableRows(subject, 'aside');
      assert.deepEqual(
        aside.map((row) => [row.id, [...(row._failed as Iterable<string>)].sort(), row._run_id]),
        [
          [3, ['born', 'sane'], 'run-1'],
          [4, ['named', 'sane'], 'run-1'],
        ],
      );
      assert.ok(aside.every((row) => row._quarantined_at !== null));
      assert.deepEqual(Object.keys(aside[0] ?? {}), ['id', 'age', 'name', '_failed', '_run_id', '_quarantined_at']);
    },
  },
  {
    name: 'makes the quarantine table even when no row goes there, and commits no version of it without rows',
    run: async ({ engine, tables }) => {
      const expectations = [rule('there', 'id > 0', 'quarantine')];
      await engine.runFlow(flow('t', body(), { expectations, quarantine: 'aside' }));
      assert.equal((await tables.snapshot('aside')).rows, 0);
      const next = { expectations, quarantine: 'aside', transaction: { application: 'suite/t', version: 2 } };
      await engine.runFlow(flow('t', body(), next));
      assert.equal(await tables.latestVersion('aside'), 0);
    },
  },
  {
    name: 'replaces quarantined rows when the target is replaced',
    run: async (subject) => {
      const expectations = [rule('sane', 'age < 150', 'quarantine')];
      for (const version of [1, 2]) {
        const transaction = { application: 'suite/t', version };
        await subject.engine.runFlow(
          flow('t', body(), { mode: 'overwrite', expectations, quarantine: 'aside', transaction }),
        );
      }
      assert.equal((await tableRows(subject, 'aside')).length, 2);
    },
  },
  {
    name: 'commits nothing when a rule that must hold is broken, and names the rule and the count',
    run: async ({ engine, tables, store }) => {
      const expectations = [rule('must be aged', 'age >= 0', 'fail'), rule('sane', 'age < 150', 'quarantine')];
      const error = await rejectsWithCode('PEN_EXPECTATION_FAILED', () =>
        engine.runFlow(flow('t', body(), { expectations, quarantine: 'aside' })),
      );
      assert.match(error.message, /must be aged/);
      assert.match(error.message, /\b2\b/);
      assert.deepEqual(await tables.list(), []);
      for await (const { key } of store.list('')) assert.fail(`${key} was left`);
    },
  },
  {
    name: 'holds the law with many rules',
    run: async ({ engine }) => {
      const actions = ['warn', 'drop', 'quarantine'] as const;
      const expectations = Array.from({ length: 70 }, (_, i) =>
        rule(`rule ${i}`, `id <> ${i % 7}`, actions[i % 3] ?? 'warn'),
      );
      const { rows, expectations: results } = await engine.runFlow(
        flow('t', body(), { expectations, quarantine: 'aside' }),
      );
      assert.equal(rows.in, rows.kept + rows.dropped + rows.quarantined);
      assert.equal(rows.quarantined, 5);
      for (const [i, result] of results.entries()) assert.equal(result.failed, i % 7 >= 1 && i % 7 <= 5 ? 1 : 0);
    },
  },
  {
    name: 'refuses a rule that is no condition on the columns of the flow, and names it',
    run: async ({ engine, tables }) => {
      for (const predicate of ['age >', 'nobody > 1', 'age', 'age > 1) or (', 'true), (true', '']) {
        const error = await rejectsWithCode('PEN_SQL_INVALID', () =>
          engine.runFlow(flow('t', body(), { expectations: [rule('odd one', predicate, 'drop')] })),
        );
        assert.match(error.message, /odd one/, predicate);
      }
      assert.deepEqual(await tables.list(), []);
    },
  },
  {
    name: 'refuses two rules of one name, and quarantine without a table',
    run: async ({ engine }) => {
      const twice = [rule('a', 'true', 'warn'), rule('a', 'true', 'drop')];
      await rejectsWithCode('PEN_PIPELINE_INVALID', () => engine.runFlow(flow('t', body(), { expectations: twice })));
      const homeless = [rule('a', 'true', 'quarantine')];
      await rejectsWithCode('PEN_PIPELINE_INVALID', () =>
        engine.runFlow(flow('t', body(), { expectations: homeless })),
      );
    },
  },
];
