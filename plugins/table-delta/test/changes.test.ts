import type { ChangedFile, TableFormat } from '@penstock/core/contracts';
import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { deltaTables } from './support/delta.ts';
import { add, column, commitKey, metaData, protocol, putLines, remove } from './support/hand-made-log.ts';
import { encodeVector, encodeZ85 } from './support/roaring.ts';
import { append } from './support/tables.ts';

const FEATURES = ['deletionVectors'];
const ON = { configuration: { 'delta.enableChangeDataFeed': 'true' } };
const PROTOCOL = protocol(FEATURES, [...FEATURES, 'changeDataFeed']);

let store: ReturnType<typeof memoryObjectStore>;
let tables: TableFormat;
beforeEach(() => {
  store = memoryObjectStore();
  tables = deltaTables(store).tables;
});

const commits = async (...lines: readonly (readonly object[])[]) => {
  for (const [version, actions] of lines.entries()) await putLines(store, commitKey(version), actions);
};
const vector = (...rows: readonly number[]) => {
  const bytes = encodeVector(rows.map(BigInt));
  const pathOrInlineDv = encodeZ85(bytes);
  return { deletionVector: { storageType: 'i', pathOrInlineDv, sizeInBytes: bytes.length, cardinality: rows.length } };
};
const rowsOf = async (positions: ChangedFile['only']) => {
  const rows: number[] = [];
  if (positions) for await (const batch of positions.positions()) rows.push(...Array.from(batch, Number));
  return rows;
};
/** `version change file`, then the rows it happened to and those left out, if not all and none. */
const shown = async (from: number, to: number) => {
  const { files } = await tables.changes('t', from, to);
  return Promise.all(
    files.map(async (file) => {
      const only = file.only ? ` only ${await rowsOf(file.only)}` : '';
      const without = file.deletionVector ? ` without ${await rowsOf(file.deletionVector)}` : '';
      return `${file.version} ${file.change ?? 'own'} ${file.key.slice('tables/t/'.length)}${only}${without}`;
    }),
  );
};

describe('changes', () => {
  test('change files stand for everything else in their commit', async () => {
    const change = { path: '_change_data/c%201.parquet', partitionValues: {}, size: 5, dataChange: false };
    await commits([PROTOCOL, metaData(ON), add('a')], [remove('a'), { cdc: change }, add('b')], [add('c')]);
    expect(await shown(-1, 2)).toEqual(['0 insert a', '1 own _change_data/c 1.parquet', '2 insert c']);
    const [file] = (await tables.changes('t', 0, 1)).files;
    expect(file).toMatchObject({ size: 5, version: 1, partitionValues: {} });
  });

  test('rewrites that keep the rows are none', async () => {
    const kept = { dataChange: false };
    await commits([PROTOCOL, metaData(ON), add('a')], [remove('a', kept), add('b', kept)], [remove('b'), add('c')]);
    expect(await shown(0, 2)).toEqual(['2 delete b', '2 insert c']);
  });

  test('of a file with another deletion vector, the rows in which the two differ', async () => {
    await commits(
      [PROTOCOL, metaData(ON), add('a')],
      [add('a', vector(1, 2)), remove('a')],
      [remove('a', vector(1, 2)), add('a', vector(2, 3, 70_000))],
      [remove('a', vector(2, 3, 70_000)), add('a')],
      [remove('a'), add('a', vector(5))],
      [remove('a', vector(5)), add('a', vector(5))],
    );
    expect(await shown(0, 1)).toEqual(['1 delete a only 1,2']);
    expect(await shown(1, 2)).toEqual(['2 delete a only 3,70000', '2 insert a only 1']);
    expect(await shown(2, 3)).toEqual(['3 insert a only 2,3,70000']);
    expect(await shown(4, 5)).toEqual([]);
  });

  test('a file that comes or goes with a deletion vector counts without those rows', async () => {
    await commits([PROTOCOL, metaData(ON)], [add('a', vector(1))], [remove('a', vector(1))]);
    expect(await shown(0, 2)).toEqual(['1 insert a without 1', '2 delete a without 1']);
  });

  test('versions that did not keep them are refused, before, in and after the range', async () => {
    const off = metaData({ configuration: { 'delta.enableChangeDataFeed': 'false' } });
    await commits([PROTOCOL, metaData()], [metaData(ON), add('a')], [add('b')], [off], [metaData(ON), add('c')]);
    expect(await shown(0, 2)).toEqual(['1 insert a', '2 insert b']);
    expect(await shown(3, 4)).toEqual(['4 insert c']);
    for (const [from, to] of [
      [-1, 2],
      [0, 3],
      [1, 4],
    ] as const) {
      await rejectsWithCode('PEN_TABLE_NO_CHANGES', () => tables.changes('t', from, to));
    }
  });

  test('the property counts only where the protocol knows it', async () => {
    await commits([protocol(), metaData(ON), add('a')]);
    await rejectsWithCode('PEN_TABLE_NO_CHANGES', () => tables.changes('t', -1, 0));
    await commits([{ protocol: { minReaderVersion: 1, minWriterVersion: 4 } }, metaData(ON), add('a')]);
    tables = deltaTables(store).tables;
    expect(await shown(-1, 0)).toEqual(['0 insert a']);
  });

  test('versions whose commits are gone are PEN_TABLE_VERSION', async () => {
    tables = deltaTables(store, { checkpointInterval: 2 }).tables;
    await append(tables, 't', 1, { create: { changeFeed: true } });
    for (let rows = 0; rows < 4; rows++) await append(tables, 't', rows);
    for (let version = 0; version < 2; version++) await store.delete(commitKey(version));
    tables = deltaTables(store).tables;
    expect(await shown(2, 4)).toHaveLength(2);
    await rejectsWithCode('PEN_TABLE_VERSION', () => tables.changes('t', 0, 4));
  });

  test('the schema at the end of the range is given, when it holds all rows of the range', async () => {
    const wide = [column('id', 'long'), column('more', 'string')];
    await commits(
      [PROTOCOL, metaData(ON, [column('id', 'integer')]), add('a')],
      [metaData(ON, wide), add('b')],
      [metaData(ON, [column('more', 'string')])],
      [metaData({ ...ON, partitionColumns: ['more'] }, wide)],
    );
    expect((await tables.changes('t', -1, 1)).schema.fields.map((field) => field.name)).toEqual(['id', 'more']);
    const dropped = await rejectsWithCode('PEN_SCHEMA_MISMATCH', () => tables.changes('t', -1, 2));
    expect(dropped.message).toMatch(/version 0 there was the column "id"/);
    const partitioned = await rejectsWithCode('PEN_SCHEMA_MISMATCH', () => tables.changes('t', 0, 3));
    expect(partitioned.message).toMatch(/partitioned by/);
    expect((await tables.changes('t', 1, 2)).files).toEqual([]);
  });

  test('a column that was renamed under column mapping is still there', async () => {
    const features = ['columnMapping'];
    const version = protocol(features, [...features, 'changeDataFeed']);
    const configuration = { ...ON.configuration, 'delta.columnMapping.mode': 'name' };
    const at = { 'delta.columnMapping.id': 1, 'delta.columnMapping.physicalName': 'first' };
    const named = (name: string) => metaData({ configuration }, [column(name, 'long', at)]);
    await commits([version, named('first'), add('a')], [named('second'), add('b')]);
    const { schema, files } = await tables.changes('t', -1, 1);
    expect(schema.fields[0]).toMatchObject({ name: 'second', stored: { name: 'first' } });
    expect(files).toHaveLength(2);
  });

  test('a removed file whose partition is not told is refused', async () => {
    const partitioned = metaData({ ...ON, partitionColumns: ['id'] });
    const of = { partitionValues: { id: '1' } };
    await commits([PROTOCOL, partitioned, add('a', of), add('b', of)], [remove('a', of)], [remove('b')]);
    expect((await tables.changes('t', 0, 1)).files[0]?.partitionValues).toEqual({ id: '1' });
    await rejectsWithCode('PEN_TABLE_UNSUPPORTED', () => tables.changes('t', 0, 2));
  });
});

describe('row tracking', () => {
  const COLUMNS = {
    'delta.rowTracking.materializedRowIdColumnName': '_id',
    'delta.rowTracking.materializedRowCommitVersionColumnName': '_version',
  };

  test('is given with the columns and the first id and version of each file while it is on', async () => {
    const writer = ['rowTracking', 'domainMetadata'];
    const tracked = add('a', { baseRowId: 5, defaultRowCommitVersion: 3 });
    for (const [enabled, expected] of [
      ['true', { firstRowId: 5n, version: 3 }],
      ['false', undefined],
    ] as const) {
      const configuration = { ...COLUMNS, 'delta.enableRowTracking': enabled };
      await commits([protocol([], writer), metaData({ configuration }), tracked, add('b')]);
      const { rowTracking, files } = await deltaTables(store).tables.snapshot('t');
      expect(rowTracking).toEqual(expected && { idColumn: '_id', versionColumn: '_version' });
      expect(files.map((file) => file.rowTracking)).toEqual([expected, undefined]);
    }
  });
});

describe('deletion vectors in snapshots', () => {
  test('one file under two of them is PEN_TABLE_CORRUPT', async () => {
    await commits([PROTOCOL, metaData(), add('a', vector(1))], [add('a', vector(2))]);
    const error = await rejectsWithCode('PEN_TABLE_CORRUPT', () => tables.snapshot('t'));
    expect(error.message).toMatch(/twice/);
  });

  test('half a descriptor is PEN_TABLE_CORRUPT, one of nulls is none', async () => {
    const nulls = { storageType: null, pathOrInlineDv: null, cardinality: null };
    await commits([PROTOCOL, metaData(), add('a', { deletionVector: nulls })]);
    expect((await tables.snapshot('t')).files[0]?.deletionVector).toBeUndefined();
    await commits([PROTOCOL, metaData(), add('a', { deletionVector: { storageType: 'u' } })]);
    await rejectsWithCode('PEN_TABLE_CORRUPT', () => deltaTables(store).tables.snapshot('t'));
  });
});
