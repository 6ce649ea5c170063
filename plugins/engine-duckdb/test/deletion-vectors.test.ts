import { PenstockError } from '@penstock/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { field, positions, type ShownTables, shownTables, struct } from './support/shown-tables.ts';

let shown: ShownTables;
beforeAll(async () => {
  shown = await shownTables();
});
afterAll(() => shown[Symbol.asyncDispose]());

const SCHEMA = struct(field('id', 'long'), field('p', 'string'));
const ids = (rows: readonly Record<string, unknown>[]) => rows.map((row) => Number(row['id']));
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('deletion vectors', () => {
  test('leave out exactly their rows, in whatever files and partitions', async () => {
    const one = fc.record({
      rows: fc.integer({ min: 1, max: 12 }),
      deleted: fc.option(fc.uniqueArray(fc.nat(11)), { nil: undefined }),
      p: fc.constantFrom('a', 'b', null),
      isOther: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 6 }), async (specs) => {
        const wanted: number[] = [];
        const files = [];
        for (const [at, { rows, deleted, p, isOther }] of specs.entries()) {
          const gone = sorted((deleted ?? []).filter((row) => row < rows));
          const extra = isOther ? ', 1 as more' : '';
          const vector = deleted ? { deletionVector: positions(gone) } : {};
          files.push(
            await shown.file(`select ${at * 100} + range as id${extra} from range(${rows})`, {
              partitionValues: { p },
              ...vector,
            }),
          );
          for (let row = 0; row < rows; row++) if (!gone.includes(row)) wanted.push(at * 100 + row);
        }
        const table = { schema: SCHEMA, partitionColumns: ['p'], files };
        expect(sorted(ids(await shown.rows(table, 'select id from {{t}}')))).toEqual(wanted);
        const [count] = await shown.rows(table, 'select count(*) as n from {{t}}');
        expect(Number(count?.['n'])).toBe(wanted.length);
      }),
      { numRuns: 25 },
    );
  });

  test('count places of rows in the file, whatever row groups are passed over', async () => {
    const deleted = Array.from({ length: 5000 }, (_, at) => at * 20);
    const file = await shown.file(
      'select range as id from range(100000)',
      { deletionVector: positions(deleted, 70_000) },
      'row_group_size 10000',
    );
    const table = { schema: struct(field('id', 'long')), files: [file] };
    const rows = await shown.rows(table, 'select id from {{t}} where id between 59990 and 60020');
    expect(sorted(ids(rows))).toEqual(Array.from({ length: 31 }, (_, at) => 59_990 + at).filter((id) => id % 20 !== 0));
    const [all] = await shown.rows(table, 'select count(*) as n, sum(id) as s from {{t}}');
    expect(all).toEqual({ n: 95_000n, s: BigInt((99_999 * 100_000) / 2 - (4999 * 5000 * 20) / 2) });
  });

  test('that delete all rows, and files read twice', async () => {
    const whole = await shown.file('select range as id from range(5)');
    const none = { ...whole, deletionVector: positions([0, 1, 2, 3, 4]) };
    const some = { ...whole, deletionVector: positions([1, 3]) };
    const schema = struct(field('id', 'long'));
    expect(await shown.rows({ schema, files: [none] }, 'select id from {{t}}')).toEqual([]);
    const both = 'select a.id from {{t}} a join {{t}} b using (id) order by 1';
    expect(ids(await shown.rows({ schema, files: [some] }, both))).toEqual([0, 2, 4]);
  });

  test('are fetched several at a time', async () => {
    let open: () => void = () => {};
    const second = new Promise<void>((resolve) => {
      open = resolve;
    });
    const gated = (rows: readonly number[], wait?: Promise<void>) => ({
      cardinality: rows.length,
      async *positions() {
        if (wait) await wait;
        else open();
        yield* positions(rows).positions();
      },
    });
    const files = [
      await shown.file('select range as id from range(3)', { deletionVector: gated([0], second) }),
      await shown.file('select 10 + range as id from range(3)', { deletionVector: gated([1]) }),
    ];
    const table = { schema: struct(field('id', 'long')), files };
    expect(ids(await shown.rows(table, 'select id from {{t}} order by 1'))).toEqual([1, 2, 10, 12]);
  });

  test('that cannot be read fail the query with their own error', async () => {
    const deletionVector = {
      cardinality: 1,
      // biome-ignore lint/correctness/useYield: it fails before the first.
      async *positions() {
        throw new PenstockError('PEN_TABLE_CORRUPT', 'the vector is broken');
      },
    };
    const table = {
      schema: struct(field('id', 'long')),
      files: [await shown.file('select 1 as id', { deletionVector })],
    };
    await expect(shown.rows(table, 'select id from {{t}}')).rejects.toMatchObject({
      code: 'PEN_TABLE_CORRUPT',
      message: 'the vector is broken',
    });
    const describing = {
      sql: 'select id from {{t}}',
      relations: { t: { kind: 'table', table: 't', version: 0 } },
    } as const;
    expect((await shown.engine.describe(describing)).fields).toHaveLength(1);
  });

  test('of a file with columns of the names that tell rows apart are refused, not guessed', async () => {
    for (const name of ['file_row_number', 'FILE_INDEX']) {
      const file = await shown.file(`select 1 as id, 0 as ${name}`, { deletionVector: positions([0]) });
      const table = { schema: struct(field('id', 'long'), field(name, 'integer')), files: [file] };
      await expect(shown.rows(table, 'select id from {{t}}')).rejects.toMatchObject({ code: 'PEN_TABLE_UNSUPPORTED' });
      const { deletionVector: _, ...plain } = file;
      expect(await shown.rows({ ...table, files: [plain] }, `select ${name} as x from {{t}}`)).toEqual([{ x: 0 }]);
    }
  });
});

describe('changes', () => {
  const SOME = struct(field('id', 'long'));
  const at = (version: number) => ({ version, timestamp: new Date(version * 1000) });

  test('are the rows of their files with what happened, where and when', async () => {
    const three = await shown.file('select range as id from range(3)');
    const own = await shown.file(
      "select 7 as id, 'update_preimage' as _change_type union all select 8, 'update_postimage'",
    );
    const files = [
      { ...three, ...at(1), change: 'insert' as const },
      { ...three, ...at(2), change: 'delete' as const, only: positions([1]) },
      { ...three, ...at(3), change: 'delete' as const, deletionVector: positions([1]) },
      { ...own, ...at(4) },
      { ...own, ...at(5), change: 'insert' as const },
    ];
    const sql =
      'select id, _change_type as c, _commit_version as v, epoch_ms(_commit_timestamp) as t from {{t}} order by v, id';
    expect(await shown.changes({ schema: SOME, files }, sql)).toEqual(
      [
        [0, 'insert', 1],
        [1, 'insert', 1],
        [2, 'insert', 1],
        [1, 'delete', 2],
        [0, 'delete', 3],
        [2, 'delete', 3],
        [7, 'update_preimage', 4],
        [8, 'update_postimage', 4],
        [7, 'insert', 5],
        [8, 'insert', 5],
      ].map(([id, c, v]) => ({ id: BigInt(id ?? 0), c, v: BigInt(v ?? 0), t: BigInt(Number(v) * 1000) })),
    );
  });

  test('without any have their columns', async () => {
    const columns = await shown.changes({ schema: SOME }, 'select * from {{t}}');
    expect(columns).toEqual([]);
    const query = {
      sql: 'select * from {{t}}',
      relations: { t: { kind: 'changes', table: 't', fromVersion: 0, toVersion: 0 } },
    } as const;
    expect((await shown.engine.describe(query)).fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id long',
      '_change_type string',
      '_commit_version long',
      '_commit_timestamp timestamp',
    ]);
  });

  test('whose file should tell what happened and does not are PEN_TABLE_CORRUPT', async () => {
    const file = await shown.file('select 1::bigint as id');
    const table = { schema: SOME, files: [{ ...file, ...at(1) }] };
    await expect(shown.changes(table, 'select id from {{t}}')).rejects.toMatchObject({
      code: 'PEN_TABLE_CORRUPT',
      details: { at: file.key },
    });
  });
});

describe('row tracking', () => {
  const rowTracking = { idColumn: '_own_id', versionColumn: '_own_version' };
  const SOME = struct(field('id', 'long'));

  test('gives the id and version of rows, their own where the file has them', async () => {
    const plain = await shown.file('select range as id from range(3)', {
      rowTracking: { firstRowId: 10n, version: 1 },
      deletionVector: positions([1]),
    });
    const rewritten = await shown.file(
      'select 1 as id, 11::bigint as _own_id, 4::bigint as _own_version union all select 9, null, null',
      { rowTracking: { firstRowId: 20n, version: 5 } },
    );
    const table = { schema: SOME, files: [plain, rewritten], rowTracking };
    const rows = await shown.rows(table, 'select id, _row_id as r, _row_version as v from {{t}} order by r');
    expect(rows.map(({ id, r, v }) => [id, r, v].map(Number))).toEqual([
      [0, 10, 1],
      [1, 11, 4],
      [2, 12, 1],
      [9, 21, 5],
    ]);
    expect(await shown.rows(table, 'select * from {{t}} where id = 9')).toEqual([{ id: 9n }]);
  });

  test('is not there for tables that do not track rows', async () => {
    const table = { schema: SOME, files: [await shown.file('select 1 as id')] };
    await expect(shown.rows(table, 'select _row_id from {{t}}')).rejects.toMatchObject({ code: 'PEN_SQL_INVALID' });
  });
});
