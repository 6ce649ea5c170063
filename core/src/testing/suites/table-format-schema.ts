import assert from 'node:assert/strict';
import type { DataType, TableFormat, TableSchema } from '../../contracts/index.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import { append, field, newFile, rowsOf, SCHEMA, struct, tableName } from './table-format-fixtures.ts';

const EVERY_TYPE: TableSchema = struct(
  field('string', 'string'),
  field('long', 'long', false),
  field('integer', 'integer'),
  field('short', 'short'),
  field('byte', 'byte'),
  field('float', 'float'),
  field('double', 'double'),
  field('boolean', 'boolean'),
  field('binary', 'binary'),
  field('date', 'date'),
  field('timestamp', 'timestamp'),
  field('timestamp_ntz', 'timestamp_ntz'),
  field('decimal', 'decimal(38,10)'),
  field('list', { type: 'array', elementType: 'string', containsNull: false }),
  field('map', { type: 'map', keyType: 'string', valueType: struct(field('x', 'double')), valueContainsNull: true }),
  {
    name: 'described',
    type: 'string',
    nullable: true,
    metadata: { comment: 'words', deep: { number: 1, list: [true] } },
  },
);

const INVALID: readonly (readonly [what: string, schema: TableSchema])[] = [
  ['no columns', struct()],
  ['an empty name', struct(field('', 'string'))],
  ['one name twice', struct(field('a', 'string'), field('a', 'long'))],
  ['names that differ in case only', struct(field('a', 'string'), field('A', 'long'))],
  ['a nested name twice', struct(field('s', struct(field('x', 'string'), field('X', 'string'))))],
  // Plain JavaScript can hand over any text.
  ['an unknown type', struct(field('a', 'void' as DataType))],
  ['an impossible decimal', struct(field('a', 'decimal(10,11)'))],
];

/** Schemas: what a table may have, what may join it, how it changes. */
export const schemaCases: readonly SuiteCase<TableFormat, never>[] = [
  {
    name: 'every type, nullability and field metadata come back as they were given',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: EVERY_TYPE });
      assert.deepEqual((await tables.snapshot(name)).schema, EVERY_TYPE);
    },
  },
  ...INVALID.map(([what, schema]) => ({
    name: `a schema with ${what} is PEN_SCHEMA_INVALID`,
    async run(tables: TableFormat) {
      const name = tableName();
      await rejectsWithCode('PEN_SCHEMA_INVALID', () => tables.create(name, { schema }));
      assert.equal(await tables.latestVersion(name), undefined);
    },
  })),
  {
    name: 'a name that is not one is PEN_TABLE_INVALID',
    async run(tables) {
      for (const name of ['', '.hidden', '-dash', 'a/b', '../up', 'white space', 'ümlaut']) {
        await rejectsWithCode('PEN_TABLE_INVALID', async () => tables.create(name, { schema: SCHEMA }));
        await rejectsWithCode('PEN_TABLE_INVALID', async () => tables.snapshot(name));
      }
    },
  },
  {
    name: 'an append may leave out columns that may be null, and order them anew',
    async run(tables) {
      const name = tableName();
      await tables.create(name, { schema: SCHEMA });
      await append(tables, name, 1, { schema: struct(field('id', 'long')) });
      await append(tables, name, 2, { schema: struct(field('name', 'string'), field('id', 'long')) });
      assert.deepEqual(await rowsOf(tables, name), [1, 2]);
      assert.deepEqual((await tables.snapshot(name)).schema, SCHEMA);
    },
  },
  {
    name: 'rows that do not fit are PEN_SCHEMA_MISMATCH and nothing is committed',
    async run(tables) {
      const name = tableName();
      const schema = struct(field('id', 'long', false), field('s', struct(field('x', 'string'))));
      await tables.create(name, { schema });
      const misfits = [
        struct(field('id', 'long'), field('other', 'string')),
        struct(field('ID', 'long')),
        struct(field('id', 'string')),
        struct(field('s', struct(field('x', 'string')))),
        struct(field('id', 'long'), field('s', struct(field('x', 'long')))),
      ];
      for (const mode of ['append', 'overwrite'] as const) {
        for (const misfit of misfits) {
          await rejectsWithCode('PEN_SCHEMA_MISMATCH', () => append(tables, name, 1, { mode, schema: misfit }));
        }
      }
      assert.equal(await tables.latestVersion(name), 0);
    },
  },
  {
    name: 'an overwrite may change the schema when it is told so; the rows before keep theirs',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      const schema = struct(field('id', 'string'), field('extra', 'double'));
      const files = [newFile(tables, name, 2)];
      await tables.write(name, { mode: 'overwrite', overwriteSchema: true, schema, files });
      assert.deepEqual((await tables.snapshot(name)).schema, schema);
      assert.deepEqual(await rowsOf(tables, name), [2]);
      await rejectsWithCode('PEN_SCHEMA_MISMATCH', () => append(tables, name, 1));
    },
  },
  {
    name: 'an overwrite to an impossible schema is PEN_SCHEMA_INVALID',
    async run(tables) {
      const name = tableName();
      await append(tables, name, 1);
      await rejectsWithCode('PEN_SCHEMA_INVALID', () =>
        append(tables, name, 1, { mode: 'overwrite', overwriteSchema: true, schema: struct() }),
      );
      assert.deepEqual(await rowsOf(tables, name), [1]);
    },
  },
];
