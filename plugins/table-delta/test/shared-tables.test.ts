import type { TableSnapshot } from '@penstock/core/contracts';
import { rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { TableLog } from '../src/log/table-log.ts';
import { TableLocation } from '../src/paths/table-location.ts';
import { countRows } from './support/count-rows.ts';
import { deltaTables } from './support/delta.ts';
import { openShared } from './support/open-shared.ts';
import {
  type ExpectedColumn,
  SHARED_TABLES,
  type SharedTable,
  typeText,
  unsupportedFeatures,
} from './support/shared-tables.ts';

/** Tables of the shared folder that need something besides their files, with the test that has it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '300k-add-files-100-col-partitioned': 'its commits are compressed: see large-log.test.ts',
};

const columnsOf = ({ schema }: TableSnapshot): ExpectedColumn[] =>
  schema.fields.map(({ name, type, nullable }) => ({ name, type: typeText(type), nullable }));
const snapshotOf = async (table: SharedTable) => {
  await using store = await openShared(table);
  return deltaTables(store.value).tables.snapshot('t');
};

if (SHARED_TABLES.length === 0) test.skip('tables of other writers (needs ../shared/delta-tables)');

describe.skipIf(SHARED_TABLES.length === 0)('tables of other writers', () => {
  for (const table of SHARED_TABLES) {
    const { expect: wanted } = table;
    if (ELSEWHERE[table.table] !== undefined) test.skip(`${table.table} (${ELSEWHERE[table.table]})`);
    else if (wanted.mustRefuseRead !== undefined) refused(table, unsupportedFeatures(table));
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
    const code = table.expect.error === 'not a Delta table' ? 'PEN_NOT_FOUND' : 'PEN_TABLE_CORRUPT';
    await rejectsWithCode(code, async () => {
      const { files } = await snapshotOf(table);
      for (const { deletionVector } of files) {
        if (deletionVector) for await (const rows of deletionVector.positions()) expect(rows).toBeUndefined();
      }
    });
  });
}

function readable(table: SharedTable): void {
  const { expect: wanted } = table;
  test(`${table.table} reads as expected`, async () => {
    await using opened = await openShared(table);
    const store = opened.value;
    const { tables } = deltaTables(store);
    const snapshot = await tables.snapshot('t');
    expect(snapshot.version).toBe(wanted.version);
    expect(snapshot.files).toHaveLength(wanted.numFiles ?? Number.NaN);
    if (wanted.columns) expect(columnsOf(snapshot)).toEqual(wanted.columns);
    expect(snapshot.partitionColumns).toEqual(wanted.partitionColumns);
    if (wanted.configuration) expect(snapshot.properties).toEqual(wanted.configuration);
    expect(Object.fromEntries(snapshot.transactions)).toEqual(wanted.txns ?? {});
    if (wanted.numRowsFromStats !== undefined) expect(snapshot.rows).toBe(wanted.numRowsFromStats);
    const vectors = snapshot.files.flatMap((file) => file.deletionVector ?? []);
    const { filesWithDeletionVector, rowsDeletedByVectors } = wanted;
    if (filesWithDeletionVector !== undefined) expect(vectors).toHaveLength(filesWithDeletionVector);
    const deleted = vectors.reduce((sum, vector) => sum + vector.cardinality, 0);
    if (rowsDeletedByVectors !== undefined) expect(deleted).toBe(rowsDeletedByVectors);
    if (!wanted.logOnly && wanted.numRows !== undefined) expect(await countRows(store, snapshot)).toBe(wanted.numRows);
    if (wanted.operations) {
      const history = await tables.history('t');
      const operations = wanted.operations.map(([version, operation]) => [version, operation ?? 'UNKNOWN']);
      expect(history.map((item) => [item.version, item.operation]).reverse()).toEqual(operations);
    }
  });

  test(`${table.table} has the expected protocol and tombstones`, async () => {
    await using opened = await openShared(table);
    const store = opened.value;
    const state = await new TableLog(store, new TableLocation(store, 'tables', 't')).latest();
    expect(state?.protocol.minReaderVersion).toBe(wanted.minReaderVersion);
    expect(state?.protocol.minWriterVersion).toBe(wanted.minWriterVersion);
    expect(state?.protocol.writerFeatures?.toSorted()).toEqual(wanted.writerFeatures?.toSorted());
    const files = await state?.files();
    if (wanted.numTombstones !== undefined) expect(files?.tombstones.size).toBe(wanted.numTombstones);
    const domains = [...(state?.head.domains.values() ?? [])].map((item) => [item.domain, item.configuration]);
    expect(Object.fromEntries(domains)).toEqual(wanted.domainMetadata ?? {});
  });

  if (!wanted.timeTravel) return;
  test(`${table.table} reads as expected at its older versions`, async () => {
    await using store = await openShared(table);
    const { tables } = deltaTables(store.value);
    for (const at of wanted.timeTravel ?? []) {
      const read = () => tables.snapshot('t', { version: at.version });
      if (at.error !== undefined) await rejectsWithCode('PEN_TABLE_VERSION', read);
      else if (outsideStore(table, at.version)) await rejectsWithCode('PEN_TABLE_UNSUPPORTED', read);
      else {
        const snapshot = await read();
        expect(snapshot.version).toBe(at.version);
        expect(snapshot.files).toHaveLength(at.numFiles ?? Number.NaN);
        if (at.columns) {
          expect(columnsOf(snapshot).map(({ name, type }) => `${name}:${type}`)).toEqual(at.columns);
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
