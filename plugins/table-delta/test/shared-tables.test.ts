import { rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { TableLog } from '../src/log/table-log.ts';
import { TableLocation } from '../src/paths/table-location.ts';
import { countRows } from './support/count-rows.ts';
import { deltaTables } from './support/delta.ts';
import { readOnlyStore } from './support/read-only-store.ts';
import {
  type ExpectedColumn,
  SHARED,
  SHARED_TABLES,
  type SharedTable,
  typeText,
  unsupportedFeatures,
} from './support/shared-tables.ts';

/** Tables of the shared folder that need something besides their files, with the test that has it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '300k-add-files-100-col-partitioned': 'its commits are compressed: see large-log.test.ts',
};

const open = (table: SharedTable) => readOnlyStore(`${SHARED}/${table.table}`, 'tables/t');
const columnsOf = (schema: Awaited<ReturnType<typeof snapshotOf>>['schema']): ExpectedColumn[] =>
  schema.fields.map(({ name, type, nullable }) => ({ name, type: typeText(type), nullable }));
const snapshotOf = (table: SharedTable, version?: number) =>
  deltaTables(open(table)).tables.snapshot('t', version === undefined ? undefined : { version });

if (SHARED_TABLES.length === 0) test.skip('tables of other writers (../shared/delta-tables is not there)');

describe.skipIf(SHARED_TABLES.length === 0)('tables of other writers', () => {
  for (const table of SHARED_TABLES) {
    const features = unsupportedFeatures(table);
    const { expect: wanted } = table;
    if (ELSEWHERE[table.table] !== undefined) test.skip(`${table.table} (${ELSEWHERE[table.table]})`);
    else if (features.length > 0) refused(table, features);
    else if (wanted.mustRefuseRead !== undefined) refused(table, []);
    else if (wanted.error !== undefined) damaged(table);
    else readable(table);
  }
});

function refused(table: SharedTable, features: readonly string[]): void {
  test(`${table.table} is refused, naming ${features.join(', ') || 'the version it needs'}`, async () => {
    const error = await rejectsWithCode('PEN_TABLE_UNSUPPORTED', () => snapshotOf(table));
    const { minReaderVersion = 0 } = table.expect;
    if (minReaderVersion > 3) expect(error.message).toContain(String(minReaderVersion));
    else for (const feature of features) expect(error.message).toContain(feature);
  });
}

function damaged(table: SharedTable): void {
  test(`${table.table} is refused: ${table.expect.error}`, async () => {
    // The protocol of this one cannot be told from EXPECTED.json; its vectors are refused by name before they are read.
    const vectors = table.table === 'derived-dv-bad-checksum';
    const code = table.expect.error === 'not a Delta table' ? 'PEN_NOT_FOUND' : 'PEN_TABLE_CORRUPT';
    await rejectsWithCode(vectors ? 'PEN_TABLE_UNSUPPORTED' : code, () => snapshotOf(table));
  });
}

function readable(table: SharedTable): void {
  const { expect: wanted } = table;
  test(`${table.table} reads as expected`, async () => {
    const store = open(table);
    const { tables } = deltaTables(store);
    const snapshot = await tables.snapshot('t');
    expect(snapshot.version).toBe(wanted.version);
    expect(snapshot.files).toHaveLength(wanted.numFiles ?? Number.NaN);
    if (wanted.columns) expect(columnsOf(snapshot.schema)).toEqual(wanted.columns);
    expect(snapshot.partitionColumns).toEqual(wanted.partitionColumns);
    if (wanted.configuration) expect(snapshot.properties).toEqual(wanted.configuration);
    expect(Object.fromEntries(snapshot.transactions)).toEqual(wanted.txns ?? {});
    if (wanted.numRowsFromStats !== undefined) expect(snapshot.rows).toBe(wanted.numRowsFromStats);
    if (!wanted.logOnly && wanted.numRows !== undefined) expect(await countRows(store, snapshot)).toBe(wanted.numRows);
    if (wanted.operations) {
      const history = await tables.history('t');
      const operations = wanted.operations.map(([version, operation]) => [version, operation ?? 'UNKNOWN']);
      expect(history.map((item) => [item.version, item.operation]).reverse()).toEqual(operations);
    }
  });

  test(`${table.table} has the expected protocol and tombstones`, async () => {
    const store = open(table);
    const state = await new TableLog(store, new TableLocation(store, 'tables', 't')).latest();
    expect(state?.protocol.minReaderVersion).toBe(wanted.minReaderVersion);
    expect(state?.protocol.minWriterVersion).toBe(wanted.minWriterVersion);
    expect(state?.protocol.writerFeatures?.toSorted()).toEqual(wanted.writerFeatures?.toSorted());
    const files = await state?.files();
    if (wanted.numTombstones !== undefined) expect(files?.tombstones.size).toBe(wanted.numTombstones);
  });

  if (!wanted.timeTravel) return;
  test(`${table.table} reads as expected at its older versions`, async () => {
    const store = open(table);
    const { tables } = deltaTables(store);
    for (const at of wanted.timeTravel ?? []) {
      const read = () => tables.snapshot('t', { version: at.version });
      if (at.error !== undefined) await rejectsWithCode('PEN_TABLE_VERSION', read);
      else if (outsideStore(table, at.version)) await rejectsWithCode('PEN_TABLE_UNSUPPORTED', read);
      else {
        const snapshot = await read();
        expect(snapshot.version).toBe(at.version);
        expect(snapshot.files).toHaveLength(at.numFiles ?? Number.NaN);
        if (at.columns) {
          expect(columnsOf(snapshot.schema).map(({ name, type }) => `${name}:${type}`)).toEqual(at.columns);
        }
        if (at.numRows !== undefined && snapshot.rows !== undefined) expect(snapshot.rows).toBe(at.numRows);
      }
    }
  });
}

/** Its file has an absolute path that no object store of ours holds. */
function outsideStore(table: SharedTable, version: number): boolean {
  return table.table === 'canonicalized-paths-special-a' && version === 0;
}
