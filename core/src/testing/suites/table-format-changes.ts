import assert from 'node:assert/strict';
import type { Changes, Predicate, TableFormat } from '../../contracts/index.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import { append, field, newFile, SCHEMA, struct, tableName } from './table-format-fixtures.ts';

const WITH_FEED = { create: { changeFeed: true } };

/** Versions 0 (a file), 1 (another), 2 (both overwritten by a third). */
async function threeVersions(tables: TableFormat): Promise<{ name: string; keys: readonly string[] }> {
  const name = tableName();
  const files = [1, 2, 3].map((rows) => newFile(tables, name, rows));
  for (const [version, file] of files.entries()) {
    await append(tables, name, 1, { ...WITH_FEED, mode: version === 2 ? 'overwrite' : 'append', files: [file] });
  }
  return { name, keys: files.map((file) => file.key) };
}

function shown({ files }: Changes): string[] {
  return files.map(({ version, change, key }) => `${version} ${change} ${key}`).sort();
}

/** What happened between versions, and files left out by a condition. */
export const changeCases: readonly SuiteCase<TableFormat, 'changes' | 'partitioning'>[] = [
  {
    name: 'changes are the files that came and went, by version, with its time',
    feature: 'changes',
    async run(tables) {
      const { name, keys } = await threeVersions(tables);
      const [a, b, c] = keys;
      const all = await tables.changes(name, -1, 2);
      const wanted = [`0 insert ${a}`, `1 insert ${b}`, `2 delete ${a}`, `2 delete ${b}`, `2 insert ${c}`];
      assert.deepEqual(shown(all), wanted.sort());
      assert.deepEqual(
        all.files.map((file) => file.version),
        all.files.map((file) => file.version).sort((a, b) => a - b),
      );
      for (const file of all.files) {
        const { timestamp } = await tables.snapshot(name, { version: file.version });
        assert.equal(file.timestamp.getTime(), timestamp.getTime());
      }
      assert.equal(all.toVersion, 2);
      assert.deepEqual(all.schema, SCHEMA);
      assert.deepEqual(shown(await tables.changes(name, 0, 1)), [`1 insert ${b}`]);
      assert.deepEqual(shown(await tables.changes(name, 1, 1)), []);
    },
  },
  {
    name: 'changes of a table that keeps none are PEN_TABLE_NO_CHANGES',
    feature: 'changes',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      await append(tables, name, 2);
      await rejectsWithCode('PEN_TABLE_NO_CHANGES', () => tables.changes(name, 0, 1));
    },
  },
  {
    name: 'changes of versions that do not exist, or backwards, are PEN_TABLE_VERSION',
    feature: 'changes',
    async run(tables) {
      const { name } = await threeVersions(tables);
      await rejectsWithCode('PEN_TABLE_VERSION', () => tables.changes(name, 0, 3));
      await rejectsWithCode('PEN_TABLE_VERSION', () => tables.changes(name, 2, 1));
      await rejectsWithCode('PEN_NOT_FOUND', () => tables.changes(tableName(), 0, 0));
    },
  },
  {
    name: 'changes that the schema at the end of the range cannot hold are PEN_SCHEMA_MISMATCH',
    feature: 'changes',
    async run(tables) {
      const { name } = await threeVersions(tables);
      const schema = struct(field('id', 'string'));
      await append(tables, name, 1, { mode: 'overwrite', overwriteSchema: true, schema });
      await rejectsWithCode('PEN_SCHEMA_MISMATCH', () => tables.changes(name, -1, 3));
      assert.equal((await tables.changes(name, -1, 2)).files.length, 5);
    },
  },
  {
    name: 'a filter leaves out no file that may hold a matching row',
    async run(tables) {
      const name = tableName();
      const bounds = [{ min: 0, max: 9, nullCount: 0 }, { min: 10, max: 19, nullCount: 5 }, { nullCount: 5 }, {}];
      const files = bounds.map((id, at) => newFile(tables, name, at === 2 ? 5 : 10, { stats: { id } }));
      await append(tables, name, 5, { files, ...WITH_FEED });
      const kept = async (filter: Predicate) => {
        const found = new Set((await tables.snapshot(name, undefined, { filter })).files.map((file) => file.key));
        return files.flatMap((file, at) => (found.has(file.key) ? [at] : []));
      };
      const wanted: readonly (readonly [Predicate, readonly number[]])[] = [
        [{ op: '=', column: 'id', value: 9 }, [0, 3]],
        [{ op: '<>', column: 'id', value: 9 }, [0, 1, 3]],
        [{ op: '>', column: 'id', value: 9 }, [1, 3]],
        [{ op: '<=', column: 'id', value: 10 }, [0, 1, 3]],
        [{ op: 'in', column: 'id', values: [-1, 30, 15] }, [1, 3]],
        [{ op: 'is null', column: 'id' }, [1, 2, 3]],
        [{ op: 'is not null', column: 'id' }, [0, 1, 3]],
        [{ op: 'not', term: { op: '<', column: 'id', value: 10 } }, [1, 3]],
        [
          {
            op: 'or',
            terms: [
              { op: '=', column: 'id', value: 1 },
              { op: '=', column: 'id', value: 11 },
            ],
          },
          [0, 1, 3],
        ],
      ];
      for (const [filter, needed] of wanted) {
        const found = await kept(filter);
        for (const at of needed) assert.ok(found.includes(at), `${JSON.stringify(filter)} needs file ${at}`);
      }
      const { rows } = await tables.snapshot(name, undefined, { filter: { op: '=', column: 'id', value: 9 } });
      const left = await kept({ op: '=', column: 'id', value: 9 });
      assert.equal(
        rows,
        left.reduce((sum, at) => sum + (files[at]?.rows ?? 0), 0),
      );
      assert.equal((await tables.snapshot(name)).files.length, 4);
    },
  },
];
