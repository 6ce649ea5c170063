import assert from 'node:assert/strict';
import type { TableFormat } from '../../contracts/index.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import { append, field, newFile, rowsOf, SCHEMA, struct, tableName } from './table-format-fixtures.ts';

/** Commits that pass every usual checkpoint or compaction interval. */
const MANY = 25;

/** Creating, appending, overwriting, racing, dropping. */
export const commitCases: readonly SuiteCase<TableFormat, never>[] = [
  {
    name: 'create makes version 0 with what was asked for and no files',
    async run(tables) {
      const name = tableName();
      const result = await tables.create(name, { schema: SCHEMA, description: 'flights', properties: { owner: 'me' } });
      assert.deepEqual(result, { version: 0, committed: true });
      assert.equal(await tables.latestVersion(name), 0);
      const snapshot = await tables.snapshot(name);
      assert.equal(snapshot.name, name);
      assert.equal(snapshot.version, 0);
      assert.deepEqual(snapshot.schema, SCHEMA);
      assert.deepEqual(snapshot.partitionColumns, []);
      assert.equal(snapshot.properties['owner'], 'me');
      assert.equal(snapshot.description, 'flights');
      assert.deepEqual(snapshot.files, []);
      assert.equal(snapshot.rows, 0);
      assert.equal(snapshot.transactions.size, 0);
      assert.ok(Math.abs(snapshot.timestamp.getTime() - Date.now()) < 60_000);
    },
  },
  {
    name: 'create refuses a table that exists with PEN_ALREADY_EXISTS',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: SCHEMA });
      await rejectsWithCode('PEN_ALREADY_EXISTS', () => tables.create(name, { schema: SCHEMA }));
      assert.equal(await tables.latestVersion(name), 0);
    },
  },
  {
    name: 'an absent table has no version and everything else about it is PEN_NOT_FOUND',
    async run(tables) {
      const name = tableName();
      assert.equal(await tables.latestVersion(name), undefined);
      await rejectsWithCode('PEN_NOT_FOUND', () => tables.snapshot(name));
      await rejectsWithCode('PEN_NOT_FOUND', () => tables.snapshot(name, { version: 0 }));
      await rejectsWithCode('PEN_NOT_FOUND', () => tables.history(name));
      await rejectsWithCode('PEN_NOT_FOUND', () => tables.appended(name, -1, 0));
      await rejectsWithCode('PEN_NOT_FOUND', () => append(tables, name, 1, { create: undefined }));
      assert.equal(await tables.latestVersion(name), undefined);
    },
  },
  {
    name: 'append adds files and keeps the old ones',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: SCHEMA });
      const file = newFile(tables, name, 7);
      const result = await tables.write(name, { mode: 'append', schema: SCHEMA, files: [file] });
      assert.deepEqual(result, { version: 1, committed: true });
      await append(tables, name, 3);
      const snapshot = await tables.snapshot(name);
      assert.equal(snapshot.rows, 10);
      const found = snapshot.files.find((item) => item.key === file.key);
      assert.equal(found?.size, file.size);
      assert.equal(found?.rows, 7);
      assert.deepEqual(found?.partitionValues, {});
      assert.ok(found?.modified instanceof Date);
    },
  },
  {
    name: 'overwrite replaces all files',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      await append(tables, name, 2);
      const files = [newFile(tables, name, 5)];
      assert.equal((await tables.write(name, { mode: 'overwrite', schema: SCHEMA, files })).version, 2);
      assert.deepEqual(await rowsOf(tables, name), [5]);
    },
  },
  {
    name: 'a write may create the table in the same commit',
    async run(tables) {
      const name = tableName();
      const create = { description: 'made by a write', properties: { owner: 'me' } };
      assert.deepEqual(await append(tables, name, 4, { create }), { version: 0, committed: true });
      const snapshot = await tables.snapshot(name);
      assert.equal(snapshot.description, 'made by a write');
      assert.equal(snapshot.rows, 4);
    },
  },
  {
    name: 'a write without files makes a version',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 4);
      assert.equal((await append(tables, name, 0, { files: [] })).version, 1);
      assert.deepEqual(await rowsOf(tables, name), [4]);
    },
  },
  {
    name: 'a snapshot does not change when the table does',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      const before = await tables.snapshot(name);
      await append(tables, name, 2);
      assert.equal(before.version, 0);
      assert.equal(before.files.length, 1);
    },
  },
  {
    name: 'every version of many stays whole',
    async run(tables) {
      const name = tableName();
      for (let version = 0; version < MANY; version++) {
        assert.equal((await append(tables, name, version)).version, version);
      }
      assert.deepEqual(
        await rowsOf(tables, name),
        Array.from({ length: MANY }, (_, version) => version),
      );
    },
  },
  {
    name: 'appends at the same time all land, once each',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: SCHEMA });
      const rows = Array.from({ length: 12 }, (_, at) => at + 1);
      const results = await Promise.all(rows.map((count) => append(tables, name, count)));
      const versions = results.map((result) => result.version).sort((a, b) => a - b);
      assert.deepEqual(versions, rows);
      assert.deepEqual(await rowsOf(tables, name), rows);
    },
  },
  {
    name: 'of several creations at the same time one wins',
    async run(tables) {
      const name = tableName();
      const results = await Promise.allSettled(
        Array.from({ length: 6 }, () => tables.create(name, { schema: SCHEMA })),
      );
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
      assert.equal(await tables.latestVersion(name), 0);
    },
  },
  {
    name: 'writers that find no table at the same time all land in one',
    async run(tables) {
      const name = tableName();
      await Promise.all([1, 2, 3, 4].map((rows) => append(tables, name, rows)));
      assert.equal(await tables.latestVersion(name), 3);
      assert.deepEqual(await rowsOf(tables, name), [1, 2, 3, 4]);
    },
  },
  {
    name: 'a cancelled write is PEN_ABORTED and commits nothing',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      const signal = AbortSignal.abort();
      await rejectsWithCode('PEN_ABORTED', () => append(tables, name, 2, { signal }));
      assert.equal(await tables.latestVersion(name), 0);
    },
  },
  {
    name: 'list names the tables in order',
    async run(tables) {
      const names = [tableName(), tableName(), tableName()];
      for (const name of names) await tables.create(name, { schema: SCHEMA });
      const listed = await tables.list();
      assert.deepEqual(
        listed.filter((name) => names.includes(name)),
        names.sort(),
      );
      assert.deepEqual(listed, [...listed].sort());
    },
  },
  {
    name: 'drop removes a table, can be repeated, and leaves the name free',
    async run(tables) {
      const name = tableName();
      await tables.drop(name);
      for (let version = 0; version < 3; version++) await append(tables, name, 1);
      await tables.drop(name);
      await tables.drop(name);
      assert.equal(await tables.latestVersion(name), undefined);
      assert.ok(!(await tables.list()).includes(name));
      await rejectsWithCode('PEN_NOT_FOUND', () => tables.snapshot(name));
      const schema = struct(field('other', 'string'));
      assert.equal((await tables.create(name, { schema })).version, 0);
      assert.deepEqual((await tables.snapshot(name)).schema, schema);
    },
  },
  {
    name: 'uri tells where a table is',
    async run(tables) {
      assert.match(tables.uri('some_table'), /some_table/);
    },
  },
];
