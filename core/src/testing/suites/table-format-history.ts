import assert from 'node:assert/strict';
import type { TableFormat } from '../../contracts/index.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import { append, newFile, rowsOf, SCHEMA, tableName } from './table-format-fixtures.ts';

/** Old versions, what the history says, what came in between. */
export const historyCases: readonly SuiteCase<TableFormat, 'timeTravel'>[] = [
  {
    name: 'history is newest first and tells operation, parameters, metrics and user metadata',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: SCHEMA });
      await append(tables, name, 5, {
        operation: 'STREAMING UPDATE',
        parameters: { source: 'landing' },
        metrics: { dropped: '3' },
        userMetadata: '{"run":"r1"}',
      });
      await append(tables, name, 1);
      const history = await tables.history(name);
      assert.deepEqual(
        history.map((item) => item.version),
        [2, 1, 0],
      );
      const update = history[1];
      assert.equal(update?.operation, 'STREAMING UPDATE');
      assert.equal(update?.parameters['source'], 'landing');
      assert.equal(update?.metrics['dropped'], '3');
      assert.equal(update?.userMetadata, '{"run":"r1"}');
      assert.equal(history[0]?.operation, 'WRITE');
      assert.equal(history[0]?.userMetadata, undefined);
      for (const item of history) {
        for (const text of [...Object.values(item.parameters), ...Object.values(item.metrics)]) {
          assert.equal(typeof text, 'string');
        }
      }
    },
  },
  {
    name: 'history can be limited',
    async run(tables) {
      const name = tableName();
      for (let rows = 0; rows < 5; rows++) await append(tables, name, rows);
      const history = await tables.history(name, { limit: 2 });
      assert.deepEqual(
        history.map((item) => item.version),
        [4, 3],
      );
    },
  },
  {
    name: 'every version can be read again',
    feature: 'timeTravel',
    async run(tables) {
      const name = tableName();
      for (let rows = 0; rows < 12; rows++) await append(tables, name, rows);
      await append(tables, name, 99, { mode: 'overwrite' });
      for (let version = 0; version < 12; version++) {
        const expected = Array.from({ length: version + 1 }, (_, rows) => rows);
        assert.deepEqual(await rowsOf(tables, name, version), expected);
      }
      assert.deepEqual(await rowsOf(tables, name, 12), [99]);
    },
  },
  {
    name: 'a version that is not there is PEN_TABLE_VERSION',
    feature: 'timeTravel',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      for (const version of [1, 99, -1, 0.5]) {
        await rejectsWithCode('PEN_TABLE_VERSION', () => tables.snapshot(name, { version }));
      }
    },
  },
  {
    name: 'the time of a version leads back to it; earlier and later times are PEN_TABLE_VERSION',
    feature: 'timeTravel',
    async run(tables) {
      const name = tableName();
      for (let rows = 0; rows < 12; rows++) await append(tables, name, rows);
      const times: number[] = [];
      for (let version = 0; version < 12; version++) {
        const { timestamp } = await tables.snapshot(name, { version });
        times.push(timestamp.getTime());
        assert.equal((await tables.snapshot(name, { timestamp })).version, version);
      }
      assert.deepEqual(
        times,
        [...new Set(times)].sort((a, b) => a - b),
      );
      const [first = 0, last = 0] = [times[0], times.at(-1)];
      for (const time of [first - 1, last + 1]) {
        await rejectsWithCode('PEN_TABLE_VERSION', () => tables.snapshot(name, { timestamp: new Date(time) }));
      }
    },
  },
  {
    name: 'history and snapshots agree on times',
    feature: 'timeTravel',
    async run(tables) {
      const name = tableName();
      for (let rows = 0; rows < 12; rows++) await append(tables, name, rows);
      for (const { version, timestamp } of await tables.history(name)) {
        assert.deepEqual((await tables.snapshot(name, { version })).timestamp, timestamp);
      }
    },
  },
  {
    name: 'appended gives the files of a range of versions',
    async run(tables) {
      const name = tableName();
      const keys: string[] = [];
      await tables.create(name, { schema: SCHEMA });
      for (let rows = 1; rows <= 13; rows++) {
        const file = newFile(tables, name, rows);
        keys.push(file.key);
        await tables.write(name, { mode: 'append', schema: SCHEMA, files: [file] });
      }
      const between = async (from: number, to: number) => {
        const appended = await tables.appended(name, from, to);
        assert.equal(appended.toVersion, to);
        return appended.files.map((file) => file.key).sort();
      };
      assert.deepEqual(await between(2, 5), keys.slice(2, 5).sort());
      assert.deepEqual(await between(0, 13), [...keys].sort());
      assert.deepEqual(await between(-1, 4), keys.slice(0, 4).sort());
      assert.deepEqual(await between(7, 7), []);
    },
  },
  {
    name: 'appended is PEN_SOURCE_CHANGED over a rewrite, except from the beginning',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      await append(tables, name, 2, { mode: 'overwrite' });
      await append(tables, name, 3);
      await rejectsWithCode('PEN_SOURCE_CHANGED', () => tables.appended(name, 0, 2));
      const after = await tables.appended(name, 1, 2);
      assert.deepEqual(
        after.files.map((file) => file.rows),
        [3],
      );
      const all = await tables.appended(name, -1, 2);
      assert.deepEqual(
        all.files.map((file) => file.rows ?? 0).sort((a, b) => a - b),
        [2, 3],
      );
    },
  },
  {
    name: 'appended beyond the newest version is PEN_TABLE_VERSION',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      await rejectsWithCode('PEN_TABLE_VERSION', () => tables.appended(name, 0, 1));
    },
  },
];
