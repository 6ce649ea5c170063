import type { DataType, Query, Relation, SnapshotOptions, TableFormat, TableSnapshot } from '@penstock/core/contracts';
import { rejectsWithCode } from '@penstock/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalRows, digest } from './support/canonical-rows.ts';
import { type Lake, openLake, SHARED_TABLES, type SharedTable } from './support/shared-delta-tables.ts';

// Rows, old versions, changes and pruning of every table that others wrote, through the plugins that users have. What
// the log itself says of them (files, schema, protocol, history) is checked in plugins/table-delta.

let lake: Lake;
/** What the engine was given for its last question about a table at a version. */
let given: TableSnapshot | undefined;

if (SHARED_TABLES.length === 0) test.skip('Delta tables of other writers (needs ../shared/delta-tables)');

describe.skipIf(SHARED_TABLES.length === 0)('Delta tables of other writers', () => {
  beforeAll(async () => {
    lake = await openLake(watched);
  });
  afterAll(() => lake.close());

  for (const table of SHARED_TABLES) {
    const { error, mustRefuseRead } = table.expect;
    if (error !== undefined) isDamaged(table);
    else if (mustRefuseRead !== undefined) isRefused(table);
    else isRead(table);
  }
});

function isDamaged({ table, name, expect: { error } }: SharedTable): void {
  test(`${table}: refused, since ${error}`, async () => {
    const code = error === 'not a Delta table' ? 'PEN_NOT_FOUND' : 'PEN_TABLE_CORRUPT';
    await rejectsWithCode(code, async () => {
      const { version } = await lake.tables.snapshot(name);
      await rowsOf(name, version);
    });
  });
}

function isRefused({ table, name, expect: { mustRefuseRead = '', readerFeatures = [] } }: SharedTable): void {
  test(`${table}: refused by name, since ${mustRefuseRead}`, async () => {
    const error = await rejectsWithCode('PEN_TABLE_UNSUPPORTED', () => lake.tables.snapshot(name));
    const version = /minReaderVersion (\d+)/.exec(mustRefuseRead)?.[1];
    const wanted = version ? [version] : readerFeatures.filter((feature) => mustRefuseRead.includes(feature));
    for (const word of wanted) expect(error.message).toContain(word);
  });
}

function isRead(table: SharedTable): void {
  const { name, expect: wanted } = table;
  const title = (what: string) => `${table.table}: ${what}`;

  test(title(wanted.logOnly ? 'its log (it has no data files)' : 'its rows'), { timeout: 120_000 }, async () => {
    const snapshot = await lake.tables.snapshot(name);
    expect(snapshot.version).toBe(wanted.version);
    expect(snapshot.files).toHaveLength(wanted.numFiles ?? Number.NaN);
    if (wanted.logOnly) return;
    const rows = await rowsOf(name, snapshot.version, wanted.rowsSha256Columns);
    expect(rows).toHaveLength(wanted.numRows ?? Number.NaN);
    expect(digest(rows)).toBe(wanted.rowsSha256);
  });

  const { timeTravel, skipping, cdf, cdfErrors, rowIds, timestampAsOf, filesWherePartition, mustRefuseWrite } = wanted;
  if (timeTravel) {
    test(title('its older versions'), async () => {
      for (const at of timeTravel) {
        if (at.error !== undefined) {
          await rejectsWithCode('PEN_TABLE_VERSION', () => lake.tables.snapshot(name, { version: at.version }));
        }
        if (at.rowsSha256 === undefined) continue;
        const rows = await rowsOf(name, at.version, wanted.rowsSha256Columns);
        expect([at.version, rows.length, digest(rows)]).toEqual([at.version, at.numRows, at.rowsSha256]);
      }
    });
  }
  if (timestampAsOf) {
    test(title('its versions by time'), async () => {
      for (const { ts, version } of timestampAsOf) {
        const read = () => lake.tables.snapshot(name, { timestamp: new Date(ts) });
        if (version === undefined) await rejectsWithCode('PEN_TABLE_VERSION', read);
        else expect((await read()).version).toBe(version);
      }
    });
  }
  if (skipping)
    test(title('files that conditions leave out'), async () => {
      for (const { predicate, rows, filesWithMatch, filesKept } of skipping) {
        given = undefined;
        const found = await count(name, wanted.version ?? 0, predicate);
        expect([predicate, found]).toEqual([predicate, rows]);
        const kept = given === undefined ? Number.NaN : (given as TableSnapshot).files.length;
        expect(kept, predicate).toBeGreaterThanOrEqual(filesWithMatch);
        if (filesKept !== undefined) expect(kept, predicate).toBeLessThanOrEqual(filesKept);
      }
    });
  if (filesWherePartition)
    test(title('files of a partition'), async () => {
      for (const [condition, files] of Object.entries(filesWherePartition)) {
        const [, column = '', value = ''] = /^(\w+) = '(.*)'$/.exec(condition) ?? [];
        const found = await lake.tables.snapshot(name, undefined, { filter: { op: '=', column, value } });
        expect(found.files).toHaveLength(files);
      }
    });
  if (cdf)
    test(title('its changes'), async () => {
      for (const { from, to, numRows, rowsSha256 } of cdf) {
        const rows = await changesOf(name, from - 1, to);
        expect([from, to, rows.length, digest(rows)]).toEqual([from, to, numRows, rowsSha256]);
      }
    });
  if (cdfErrors)
    test(title('changes that cannot be told'), async () => {
      for (const { from, to, why } of cdfErrors) {
        const code = why.includes('not enabled') ? 'PEN_TABLE_NO_CHANGES' : 'PEN_TABLE_VERSION';
        // Ours begin after `from`, so that a range of no version is not an error.
        await rejectsWithCode(code, () => lake.tables.changes(name, from > to ? from : from - 1, to));
      }
    });
  if (rowIds)
    test(title('ids of its rows'), async () => {
      const t: Relation = { kind: 'table', table: name, version: wanted.version ?? 0 };
      const sql = 'select id, _row_id, _row_version from {{t}}';
      const rows = await canonicalRows(lake.engine.query({ sql, relations: { t } }), ['long', 'long', 'long']);
      expect(rows).toEqual(rowIds.map((row) => JSON.stringify(row)));
    });
  if (mustRefuseWrite)
    test(title(`not written, since ${mustRefuseWrite}`), async () => {
      const { schema } = await lake.tables.snapshot(name);
      const write = { mode: 'append', schema, files: [] } as const;
      await rejectsWithCode('PEN_TABLE_UNSUPPORTED', () => lake.tables.write(name, write));
    });
}

/** Takes note of what the engine asks for. */
function watched(tables: TableFormat): TableFormat {
  return new Proxy(tables, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (property !== 'snapshot') return typeof value === 'function' ? value.bind(target) : value;
      return async (name: string, asOf?: Parameters<TableFormat['snapshot']>[1], options?: SnapshotOptions) => {
        given = await target.snapshot(name, asOf, options);
        return given;
      };
    },
  });
}

async function rowsOf(name: string, version: number, only?: readonly string[]): Promise<readonly string[]> {
  const { schema, files } = await lake.tables.snapshot(name, { version });
  const fields = schema.fields.filter((field) => only === undefined || only.includes(field.name));
  if (fields.length === 0) {
    expect(files).toEqual([]);
    return [];
  }
  const t: Relation = { kind: 'table', table: name, version };
  return read(
    { sql: `select ${fields.map(({ name: column }) => quoted(column)).join(', ')} from {{t}}`, relations: { t } },
    fields.map((field) => field.type),
  );
}

async function changesOf(name: string, fromVersion: number, toVersion: number): Promise<readonly string[]> {
  const { schema } = await lake.tables.snapshot(name, { version: toVersion });
  const t: Relation = { kind: 'changes', table: name, fromVersion, toVersion };
  const types: DataType[] = [...schema.fields.map((field) => field.type), 'string', 'long'];
  return read({ sql: 'select * exclude (_commit_timestamp) from {{t}}', relations: { t } }, types);
}

async function count(name: string, version: number, predicate: string): Promise<number> {
  const t: Relation = { kind: 'table', table: name, version };
  const [row] = await read({ sql: `select count(*) as n from {{t}} where ${predicate}`, relations: { t } }, ['long']);
  return Number(JSON.parse(row ?? '[]')[0]);
}

function read(query: Query, types: readonly DataType[]): Promise<readonly string[]> {
  return canonicalRows(lake.engine.query(query), types);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
