import assert from 'node:assert/strict';
import type { TableFormat } from '../../contracts/index.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import { append, field, newFile, SCHEMA, struct, tableName } from './table-format-fixtures.ts';

const BY_DAY = struct(field('id', 'long'), field('day', 'date'), field('place', 'string'));

/** Values that trip up paths, folders and URIs. */
const PLACES = ['plain', 'a b', 'a/b', 'a%2Fb', 'a=b', 'ü', '日本', '😀', '#?&+', '\'"', '..', '{x}[y]^', '__null__'];

/** File keys, partition values, statistics. */
export const fileCases: readonly SuiteCase<TableFormat, 'partitioning'>[] = [
  {
    name: 'file keys are never given out twice',
    async run(tables) {
      const keys = Array.from({ length: 500 }, () => tables.newFileKey('some_table'));
      assert.equal(new Set(keys).size, 500);
    },
  },
  {
    name: 'the same file twice in a write is refused',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      const file = newFile(tables, name, 1);
      await rejectsWithCode('PEN_TABLE_INVALID', () => append(tables, name, 1, { files: [file, file] }));
    },
  },
  {
    name: 'statistics come back as bounds that hold, with exact counts',
    async run(tables) {
      const name = tableName();
      const schema = struct(
        field('id', 'long'),
        field('text', 'string'),
        field('x', 'double'),
        field('at', 'timestamp'),
      );
      const long = `${'z'.repeat(100)}a`;
      const stats = {
        id: { min: -5, max: 7, nullCount: 1 },
        text: { min: long, max: long, nullCount: 0 },
        x: { min: -0.5, max: 1e300, nullCount: 2 },
        at: { min: '2024-01-31T23:59:59.123456Z', max: '2024-01-31T23:59:59.123456Z', nullCount: 0 },
      };
      const files = [newFile(tables, name, 10, { stats })];
      await tables.write(name, { mode: 'append', schema, files, create: {} });
      const found = (await tables.snapshot(name)).files[0]?.stats ?? {};
      assert.deepEqual(found['id'], stats.id);
      assert.deepEqual(found['x'], stats.x);
      assert.equal(found['text']?.nullCount, 0);
      const { min: low = '', max: high = '' } = found['text'] ?? {};
      assert.ok(String(low) <= long && String(high) >= long);
      const { min: from, max: to } = found['at'] ?? {};
      if (from !== undefined) assert.ok(Date.parse(String(from)) <= Date.parse('2024-01-31T23:59:59.123Z'));
      if (to !== undefined) assert.ok(Date.parse(String(to)) >= Date.parse('2024-01-31T23:59:59.123Z'));
    },
  },
  {
    name: 'partition values come back as they were given',
    feature: 'partitioning',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: BY_DAY, partitionBy: ['day', 'place'] });
      const values = [...PLACES, null].map((place, at) => ({ day: at % 3 === 0 ? null : '2024-02-29', place }));
      const files = values.map((partitionValues) => newFile(tables, name, 1, { partitionValues }));
      assert.equal(new Set(files.map((file) => file.key)).size, files.length);
      await tables.write(name, { mode: 'append', schema: BY_DAY, files });
      const snapshot = await tables.snapshot(name);
      assert.deepEqual(snapshot.partitionColumns, ['day', 'place']);
      for (const file of files) {
        const found = snapshot.files.find((item) => item.key === file.key);
        assert.deepEqual(found?.partitionValues, file.partitionValues);
      }
    },
  },
  {
    name: 'impossible partitionings are PEN_TABLE_INVALID',
    feature: 'partitioning',
    async run(tables) {
      const nested = struct(field('id', 'long'), field('s', struct(field('x', 'long'))));
      const attempts = [
        { schema: BY_DAY, partitionBy: ['other'] },
        { schema: BY_DAY, partitionBy: ['day', 'day'] },
        { schema: BY_DAY, partitionBy: ['id', 'day', 'place'] },
        { schema: nested, partitionBy: ['s'] },
      ];
      for (const table of attempts) {
        const name = tableName();
        await rejectsWithCode('PEN_TABLE_INVALID', () => tables.create(name, table));
        assert.equal(await tables.latestVersion(name), undefined);
      }
    },
  },
  {
    name: 'a file without a value for a partition column, or with a strange one, is PEN_SCHEMA_MISMATCH',
    feature: 'partitioning',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: BY_DAY, partitionBy: ['day'] });
      const misfits: Record<string, string>[] = [{}, { day: 'yesterday' }, { day: '2024-01-01', place: 'x' }];
      for (const partitionValues of misfits) {
        const files = [newFile(tables, name, 1, { partitionValues })];
        await rejectsWithCode('PEN_SCHEMA_MISMATCH', () => append(tables, name, 1, { schema: BY_DAY, files }));
      }
      assert.equal(await tables.latestVersion(name), 0);
    },
  },
  {
    name: 'an overwrite that may change the schema may change the partitioning',
    feature: 'partitioning',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      const partitionValues = { day: '2024-01-01' };
      const files = [newFile(tables, name, 2, { partitionValues })];
      const create = { partitionBy: ['day'] };
      await tables.write(name, { mode: 'overwrite', overwriteSchema: true, schema: BY_DAY, files, create });
      const snapshot = await tables.snapshot(name);
      assert.deepEqual(snapshot.partitionColumns, ['day']);
      assert.deepEqual(snapshot.files[0]?.partitionValues, partitionValues);
      assert.deepEqual((await tables.snapshot(name, { version: 0 })).schema, SCHEMA);
    },
  },
];
