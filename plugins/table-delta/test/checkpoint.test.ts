import { DuckDBInstance } from '@duckdb/node-api';
import { PenstockError } from '@penstock/core';
import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { deltaTables } from './support/delta.ts';
import { withPut } from './support/store-wrappers.ts';
import { append, newFile, rowsOf, SCHEMA } from './support/tables.ts';

const LOG = 'tables/t/_delta_log/';
const CHECKPOINT = `${LOG}00000000000000000010.checkpoint.parquet`;

async function written(more: { readonly commits?: number } = {}) {
  const store = memoryObjectStore();
  const { tables, warnings } = deltaTables(store);
  for (let rows = 0; rows < (more.commits ?? 13); rows++) await append(tables, 't', rows);
  return { store, tables, warnings };
}

const fresh = (store: Awaited<ReturnType<typeof written>>['store']) => deltaTables(store).tables;
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('checkpoints', () => {
  test('one is written every tenth version and found again', async () => {
    const { store } = await written({ commits: 21 });
    const keys: string[] = [];
    for await (const { key } of store.list(LOG)) keys.push(key.slice(LOG.length));
    expect(keys.filter((key) => !key.endsWith('.json'))).toEqual([
      '00000000000000000010.checkpoint.parquet',
      '00000000000000000020.checkpoint.parquet',
      '_last_checkpoint',
    ]);
    const hint = JSON.parse(Buffer.from((await store.get(`${LOG}_last_checkpoint`)) ?? []).toString());
    expect(hint).toMatchObject({ version: 20, numOfAddFiles: 21, size: 23 });
    // What a log cleanup by another writer leaves behind.
    for (let version = 0; version < 20; version++)
      await store.delete(`${LOG}${String(version).padStart(20, '0')}.json`);
    expect(await rowsOf(fresh(store), 't')).toEqual(upTo(21));
  });

  test('the interval is an option, and a property of the table goes first', async () => {
    const store = memoryObjectStore();
    const { tables } = deltaTables(store, { checkpointInterval: 2 });
    const create = { properties: { 'delta.checkpointInterval': '3' } };
    for (let rows = 0; rows < 4; rows++) {
      await append(tables, 'by_option', rows);
      await append(tables, 'by_property', rows, { create });
    }
    const has = async (table: string, version: number) =>
      (await store.head(`tables/${table}/_delta_log/0000000000000000000${version}.checkpoint.parquet`)) !== undefined;
    expect(await has('by_option', 2)).toBe(true);
    expect(await has('by_property', 2)).toBe(false);
    expect(await has('by_property', 3)).toBe(true);
  });

  test('everything survives: partition values, statistics, transactions beyond 2^53, metadata, tombstones', async () => {
    const store = memoryObjectStore();
    const { tables } = deltaTables(store, { checkpointInterval: 3 });
    const schema = {
      ...SCHEMA,
      fields: [...SCHEMA.fields, { ...SCHEMA.fields[1], name: 'p', metadata: { comment: 'ü' } }],
    };
    const create = { partitionBy: ['p'], properties: { mine: 'x' }, description: 'words' };
    const values = ['a b', null, 'ü%/'];
    const files = values.map((p, at) =>
      newFile(tables, 't', at, {
        key: tables.newFileKey('t', { p }),
        partitionValues: { p },
        stats: { id: { min: '-9223372036854775808', max: '9007199254740993', nullCount: at } },
      }),
    );
    const write = { mode: 'overwrite', schema: schema as typeof SCHEMA, create } as const;
    await tables.write('t', { ...write, files: [] });
    const transaction = { application: 'a', version: Number.MAX_SAFE_INTEGER };
    await tables.write('t', { ...write, files, mode: 'append', transaction });
    await store.put(
      `${LOG}00000000000000000002.json`,
      Buffer.from('{"txn":{"appId":"huge","version":9223372036854775807}}'),
    );
    const before = await deltaTables(store).tables.snapshot('t');
    const doomed = { ...files[0], key: tables.newFileKey('t', { p: 'a' }), partitionValues: { p: 'a' } };
    await tables.write('t', { ...write, files: [doomed as (typeof files)[0] & object], mode: 'append' });
    expect(await store.head(`${LOG}00000000000000000003.checkpoint.parquet`)).toBeDefined();
    for (let version = 0; version < 3; version++) await store.delete(`${LOG}0000000000000000000${version}.json`);
    const after = await fresh(store).snapshot('t');
    expect(after.schema).toEqual(before.schema);
    expect(after).toMatchObject({ properties: { mine: 'x' }, description: 'words', partitionColumns: ['p'] });
    expect(after.transactions).toEqual(before.transactions);
    expect(after.transactions.get('huge')).toBe(Number.MAX_SAFE_INTEGER);
    for (const file of before.files) {
      const same = after.files.find((item) => item.key === file.key);
      expect(same?.partitionValues).toEqual(file.partitionValues);
      expect(same?.stats).toEqual(file.stats);
      expect(same?.stats?.['id']).toMatchObject({ min: '-9223372036854775808', max: '9007199254740993' });
      expect(same).toMatchObject({ size: file.size, rows: file.rows, modified: file.modified });
    }
  });

  test('removed files stay as tombstones until their retention is over', async () => {
    const store = memoryObjectStore();
    const { tables } = deltaTables(store, { checkpointInterval: 2 });
    const create = { properties: { 'delta.deletedFileRetentionDuration': 'interval 0 days' } };
    for (const [name, given] of [
      ['kept', {}],
      ['gone', create],
    ] as const) {
      await append(tables, name, 1, { create: given });
      await append(tables, name, 2, { mode: 'overwrite' });
      await append(tables, name, 3);
    }
    const rows = await Promise.all(['kept', 'gone'].map((name) => checkpointRows(store, name, 2)));
    expect(rows[0]?.filter((row) => row.remove)).toHaveLength(1);
    expect(rows[1]?.filter((row) => row.remove)).toHaveLength(0);
  });

  test('DuckDB reads it as the protocol describes it', async () => {
    const { store } = await written();
    const rows = await checkpointRows(store, 't', 10);
    expect(rows).toHaveLength(13);
    expect(rows.find((row) => row.protocol)?.protocol).toMatchObject({ minReaderVersion: 1, minWriterVersion: 2 });
    expect(rows.find((row) => row.metaData)?.metaData).toMatchObject({
      format: { provider: 'parquet', options: {} },
      partitionColumns: [],
      configuration: {},
    });
    const adds = rows.flatMap((row) => (row.add ? [row.add] : []));
    expect(adds.map((add) => Number(add['size'])).sort((a, b) => a - b)).toEqual(upTo(11).map((at) => 100 + at));
    for (const add of adds) expect(add).toMatchObject({ dataChange: false, partitionValues: {} });
  });

  test('one that fails does not fail the commit, and is told', async () => {
    const store = memoryObjectStore();
    const broken = withPut(store, async (put, key, ...rest) => {
      if (key.includes('checkpoint')) throw new PenstockError('PEN_STORAGE_FULL', 'no room');
      return put(key, ...rest);
    });
    const { tables, warnings } = deltaTables(broken);
    for (let rows = 0; rows < 12; rows++) expect((await append(tables, 't', rows)).committed).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toMatch(/checkpoint of table "t" at version 10/);
    expect(await rowsOf(fresh(store), 't')).toEqual(upTo(12));
  });

  test('a damaged one is passed over where the commits lead to the version', async () => {
    const { store } = await written();
    const whole = (await store.get(CHECKPOINT)) ?? new Uint8Array();
    for (const bytes of [new Uint8Array(), whole.subarray(0, 200), Buffer.from('not parquet'), whole.subarray(100)]) {
      await store.put(CHECKPOINT, bytes);
      expect(await rowsOf(fresh(store), 't')).toEqual(upTo(13));
    }
    await store.delete(`${LOG}00000000000000000000.json`);
    const error = await rejectsWithCode('PEN_TABLE_CORRUPT', () => fresh(store).snapshot('t'));
    expect(error.message).toContain(CHECKPOINT);
  });

  test('the hint is only a hint', async () => {
    const { store } = await written();
    for (const hint of [
      '',
      '{',
      'null',
      '{"version":-1}',
      '{"version":999}',
      '{"version":7}',
      '{"version":"x"}',
      '[]',
    ]) {
      await store.put(`${LOG}_last_checkpoint`, Buffer.from(hint));
      expect(await rowsOf(fresh(store), 't'), hint).toEqual(upTo(13));
    }
    await store.delete(CHECKPOINT);
    await store.put(`${LOG}_last_checkpoint`, Buffer.from('{"version":10,"size":13}'));
    expect(await rowsOf(fresh(store), 't')).toEqual(upTo(13));
  });

  test('the hint never goes back', async () => {
    const { store } = await written({ commits: 10 });
    await store.put(`${LOG}_last_checkpoint`, Buffer.from('{"version":20,"size":1}'));
    await append(fresh(store), 't', 10);
    expect(await store.head(CHECKPOINT)).toBeDefined();
    expect(Buffer.from((await store.get(`${LOG}_last_checkpoint`)) ?? []).toString()).toContain('"version":20');
  });

  test('a gap behind it does not matter, one after it is PEN_TABLE_CORRUPT naming the commit', async () => {
    const { store } = await written();
    await store.delete(`${LOG}00000000000000000004.json`);
    expect(await rowsOf(fresh(store), 't')).toEqual(upTo(13));
    await store.delete(`${LOG}00000000000000000011.json`);
    const error = await rejectsWithCode('PEN_TABLE_CORRUPT', () => fresh(store).snapshot('t'));
    expect(error.message).toContain('00000000000000000011.json');
    await rejectsWithCode('PEN_TABLE_CORRUPT', () => append(fresh(store), 't', 1));
  });
});

type Row = Readonly<Record<'add' | 'remove' | 'protocol' | 'metaData' | 'txn', Record<string, unknown> | null>>;

async function checkpointRows(
  store: ReturnType<typeof memoryObjectStore>,
  table: string,
  version: number,
): Promise<Row[]> {
  const key = `tables/${table}/_delta_log/${String(version).padStart(20, '0')}.checkpoint.parquet`;
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const file = await store.localFile(key);
    const result = await connection.runAndReadAll('select to_json(c)::varchar from read_parquet($1) c', [file]);
    return result.getRows().map(([json]) => JSON.parse(String(json)));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
