import assert from 'node:assert/strict';
import type { TableFormat } from '../../contracts/index.ts';
import type { SuiteCase } from '../suite.ts';
import { append, rowsOf, SCHEMA, tableName } from './table-format-fixtures.ts';

/** Idempotence by application and version. */
export const transactionCases: readonly SuiteCase<TableFormat, never>[] = [
  {
    name: 'a transaction committed before writes nothing and names the version that did it',
    async run(tables) {
      const name = tableName();
      const transaction = { application: 'pipeline/step', version: 3 };
      assert.deepEqual(await append(tables, name, 1, { transaction }), { version: 0, committed: true });
      await append(tables, name, 2);
      assert.deepEqual(await append(tables, name, 1, { transaction }), { version: 0, committed: false });
      assert.equal(await tables.latestVersion(name), 1);
      assert.deepEqual(await rowsOf(tables, name), [1, 2]);
    },
  },
  {
    name: 'an earlier version of the application is taken as done, a later one is written',
    async run(tables) {
      const name = tableName();
      const write = (version: number, rows: number) =>
        append(tables, name, rows, { transaction: { application: 'a', version } });
      assert.equal((await write(5, 1)).committed, true);
      assert.equal((await write(4, 2)).committed, false);
      assert.equal((await write(6, 3)).committed, true);
      assert.deepEqual(await rowsOf(tables, name), [1, 3]);
    },
  },
  {
    name: 'applications do not see each other',
    async run(tables) {
      const name = tableName();
      for (const application of ['a', 'b', 'a/b', '']) {
        const result = await append(tables, name, 1, { transaction: { application, version: 0 } });
        assert.equal(result.committed, true);
      }
      const { transactions } = await tables.snapshot(name);
      assert.deepEqual(
        new Map(transactions),
        new Map([
          ['', 0],
          ['a', 0],
          ['a/b', 0],
          ['b', 0],
        ]),
      );
    },
  },
  {
    name: 'an overwrite is idempotent, too',
    async run(tables) {
      const name = tableName();
      const transaction = { application: 'a', version: 1 };
      await append(tables, name, 1);
      assert.equal((await append(tables, name, 2, { mode: 'overwrite', transaction })).committed, true);
      await append(tables, name, 3);
      assert.equal((await append(tables, name, 2, { mode: 'overwrite', transaction })).committed, false);
      assert.deepEqual(await rowsOf(tables, name), [2, 3]);
    },
  },
  {
    name: 'a write without files records its transaction',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: SCHEMA });
      await append(tables, name, 0, { files: [], transaction: { application: 'a', version: 9 } });
      assert.equal((await tables.snapshot(name)).transactions.get('a'), 9);
    },
  },
  {
    name: 'transactions stay known over many commits',
    async run(tables) {
      const name = tableName();
      const transaction = { application: 'early', version: 1 };
      await append(tables, name, 1, { transaction });
      for (let version = 0; version < 24; version++) {
        await append(tables, name, 1, { transaction: { application: 'late', version } });
      }
      assert.deepEqual(await append(tables, name, 1, { transaction }), { version: 0, committed: false });
      assert.equal((await tables.snapshot(name)).transactions.get('late'), 23);
    },
  },
  {
    name: 'one transaction written by several at the same time is committed once',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: SCHEMA });
      const transaction = { application: 'a', version: 1 };
      const results = await Promise.all(Array.from({ length: 8 }, () => append(tables, name, 1, { transaction })));
      assert.equal(results.filter((result) => result.committed).length, 1);
      assert.deepEqual(await rowsOf(tables, name), [1]);
      assert.deepEqual(new Set(results.map((result) => result.version)), new Set([1]));
    },
  },
];
