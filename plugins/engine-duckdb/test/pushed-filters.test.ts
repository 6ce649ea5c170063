import { DuckDBInstance } from '@duckdb/node-api';
import type { Predicate, Scalar } from '@penstock/core/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { field, type ShownTables, shownTables, struct } from './support/shown-tables.ts';

const SCHEMA = struct(
  field('n', 'integer'),
  field('x', 'double'),
  field('s', 'string'),
  field('d', 'date'),
  field('t', 'timestamp'),
  field('b', 'boolean'),
);
const ROWS = `select * from (values
  (1, 0.5::double, 'a', date '2024-01-01', timestamptz '2024-01-01 00:00:00+00', true),
  (2, 'nan'::double, 'b''c', date '2024-02-01', timestamptz '2024-01-01 00:00:00.000001+00', false),
  (-3, -1e300, '', date '1999-12-31', timestamptz '2023-12-31 23:00:00+00', true),
  (null, null, null, null, null, null)) v(n, x, s, d, t, b)`;

let shown: ShownTables;
let table: Parameters<ShownTables['rows']>[0];
beforeAll(async () => {
  shown = await shownTables();
  table = { schema: SCHEMA, files: [await shown.file(ROWS)] };
});
afterAll(() => shown[Symbol.asyncDispose]());

/** What the table was asked to leave out for a query. */
async function filterOf(sql: string): Promise<Predicate | undefined> {
  shown.asked.length = 0;
  await shown.rows(table, sql);
  return shown.asked.at(-1)?.filter;
}

const whereOf = async (where: string) => {
  const filter = await filterOf(`select n from {{t}} where ${where}`);
  return filter?.op === 'or' ? filter.terms[0] : filter;
};

describe('conditions that leave out files', () => {
  test.each<[string, Predicate]>([
    ['n > 1', { op: '>', column: 'n', value: 1 }],
    ['1 < n', { op: '>', column: 'n', value: 1 }],
    ['n = -3', { op: '=', column: 'n', value: -3 }],
    ['n <> 1.5', { op: '<>', column: 'n', value: 1.5 }],
    ["s = 'it''s'", { op: '=', column: 's', value: "it's" }],
    ["d >= date '2024-01-01'", { op: '>=', column: 'd', value: '2024-01-01' }],
    ["d >= '2024-01-01'", { op: '>=', column: 'd', value: '2024-01-01' }],
    ["t < timestamptz '2024-01-01 00:00:00+01'", { op: '<', column: 't', value: '2024-01-01 00:00:00+01' }],
    ["t < '2024-01-01 00:00:00'", { op: '<', column: 't', value: '2024-01-01 00:00:00' }],
    ['b = true', { op: '=', column: 'b', value: true }],
    ['n is not null', { op: 'is not null', column: 'n' }],
  ])('%s', async (where, filter) => {
    expect(await whereOf(where)).toEqual(filter);
  });

  test('what is not about a column and constants is left out, where that takes nothing away', async () => {
    const kept = { op: 'and', terms: [{ op: '=', column: 'n', value: 1 }] };
    expect(await whereOf("n = 1 and upper(s) = 'A' and x > random()")).toEqual(kept);
    expect(await whereOf("n = 1 or upper(s) = 'A'")).toBeUndefined();
    expect(await whereOf("not (n = 1 and upper(s) = 'A')")).toBeUndefined();
    expect(await whereOf('n = x')).toBeUndefined();
    expect(await whereOf('n = null')).toBeUndefined();
  });

  test('what DuckDB compares as another type than the column has is not used', async () => {
    for (const where of [
      "n = '1'",
      "s = date '2024-01-01'",
      'x = 1e0',
      "t = date '2024-01-01'",
      'n + 1 = 2',
      'nobody.n = 1',
    ]) {
      expect(await whereOf(where).catch(() => undefined), where).toBeUndefined();
    }
  });

  test('of every place where the table stands, one must hold', async () => {
    const both = 'select n from {{t}} where n = 1 union all select n from {{t}} where n = 2';
    expect(await filterOf(both)).toEqual({
      op: 'or',
      terms: [
        { op: '=', column: 'n', value: 1 },
        { op: '=', column: 'n', value: 2 },
      ],
    });
    expect(await filterOf('with a as (select * from {{t}} as q where q.n = 1) select n from a')).toBeDefined();
  });

  test.each([
    ['none', 'select n from {{t}}'],
    ['only some of the places', 'select n from {{t}} where n = 1 union all select n from {{t}}'],
    ['joins', 'select a.n from {{t}} a left join {{t}} b on a.n = b.n where b.n = 1'],
    ['samples', 'select n from {{t}} tablesample 100% where n = 1'],
    ['renamed columns', 'select x from {{t}} as q(x, n) where n = 1'],
    ['groups', 'select n from {{t}} group by n having n = 1'],
    ['what is no SELECT', 'values (1) -- {{t}} where n = 1'],
  ])('no condition: %s', async (_name, sql) => {
    expect(await filterOf(sql).catch(() => undefined)).toBeUndefined();
  });

  test('are true for every row that the query takes', async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
    const connection = await instance.connect();
    await connection.run("set TimeZone = 'UTC'");
    await connection.run(`create table rows as ${ROWS}`);
    const leaf = fc.oneof(
      fc.tuple(
        fc.constantFrom('n', 'x'),
        fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
        fc.constantFrom('1', '0.5', '-3', '1e0', 'null'),
      ),
      fc.tuple(fc.constant('s'), fc.constantFrom('=', '>', '<='), fc.constantFrom("'a'", "''", "'b''c'")),
      fc.tuple(fc.constant('d'), fc.constantFrom('=', '>', '<'), fc.constantFrom("date '2024-01-01'", "'2024-01-15'")),
      fc.tuple(
        fc.constant('t'),
        fc.constantFrom('=', '>', '<'),
        fc.constantFrom("timestamptz '2024-01-01 00:00:00+00'", "'2024-01-01'"),
      ),
      fc.tuple(fc.constant('n'), fc.constantFrom('in', 'not in'), fc.constantFrom('(1, 2)', '(2, 7, null)')),
      fc.tuple(fc.constant('x'), fc.constantFrom('between', 'not between'), fc.constantFrom('0 and 1', '1 and 0')),
      fc.tuple(fc.constantFrom('n', 's', 'b'), fc.constantFrom('is', 'is not'), fc.constant('null')),
      fc.tuple(fc.constant('length(s)'), fc.constant('>'), fc.constant('0')),
    );
    const { where } = fc.letrec<{ where: string }>((tie) => ({
      where: fc.oneof(
        { maxDepth: 3 },
        leaf.map((parts) => parts.join(' ')),
        fc.tuple(tie('where'), fc.constantFrom('and', 'or'), tie('where')).map(([a, op, b]) => `(${a} ${op} ${b})`),
        tie('where').map((inner) => `not (${inner})`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(where, async (condition) => {
        const filter = await filterOf(`select n from {{t}} where ${condition}`);
        if (!filter) return;
        const sql = `select count(*) from rows where (${condition}) and not coalesce(${sqlOf(filter)}, false)`;
        expect(Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0]), sqlOf(filter)).toBe(0);
      }),
      { numRuns: 150 },
    );
    connection.closeSync();
    instance.closeSync();
  });
});

function sqlOf(filter: Predicate): string {
  switch (filter.op) {
    case 'and':
    case 'or':
      return `(${filter.terms.map(sqlOf).join(` ${filter.op} `)})`;
    case 'not':
      return `(not ${sqlOf(filter.term)})`;
    case 'in':
      return `${filter.column} in (${filter.values.map(literal).join(', ')})`;
    case 'is null':
    case 'is not null':
      return `${filter.column} ${filter.op}`;
    default:
      return `${filter.column} ${filter.op} ${literal(filter.value)}`;
  }
}

function literal(value: NonNullable<Scalar>): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
