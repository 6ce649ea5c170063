import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { NewDataFile, ObjectStore, TableSchema } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import storageFs from '@penstock/storage-fs';
import { describe, expect, test } from 'vitest';
import { countRows } from './support/count-rows.ts';
import { deltaTables } from './support/delta.ts';
import { writeParquet } from './support/write-parquet.ts';

const PYTHON = process.env['PENSTOCK_PYTHON'] ?? 'python3';
const SCRIPT = fileURLToPath(new URL('./support/read_with_deltalake.py', import.meta.url));
const present = spawnSync(PYTHON, ['-c', 'import deltalake, pyarrow']).status === 0;

const SCHEMA: TableSchema = {
  type: 'struct',
  fields: (
    [
      ['id', 'long'],
      ['name', 'string'],
      ['at', 'timestamp'],
      ['amount', 'decimal(10,2)'],
      ['day', 'date'],
      ['place', 'string'],
    ] as const
  ).map(([name, type]) => ({ name, type, nullable: true, metadata: {} })),
};

interface Seen {
  readonly version: number;
  readonly rows: readonly string[];
  readonly files: number;
  readonly partitions: readonly string[];
  readonly description: string;
  readonly operations: readonly string[];
  readonly minValues: readonly string[];
  readonly transaction: number;
}

async function seenByDeltaRs(folder: string, ...more: string[]): Promise<Seen> {
  const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, folder, ...more]);
  return JSON.parse(stdout);
}

describe.skipIf(!present)(`delta-rs${present ? '' : ' (needs Python with deltalake and pyarrow)'}`, () => {
  async function table(commits: number) {
    const opened = await openPlugin<ObjectStore>(storageFs, { options: { root: '.' } });
    const store = opened.value;
    const { tables, warnings } = deltaTables(store);
    for (let id = 0; id < commits; id++) {
      const partitionValues = {
        day: id % 2 === 0 ? '2024-02-29' : null,
        place: ['a b', 'ü/%', "x=y'"][id % 3] ?? null,
      };
      const key = tables.newFileKey('t', partitionValues);
      const sql = `select ${id}::bigint id, 'n${id}' as name, timestamptz '2024-01-01 00:00:00.123456+00' as at, ${id}.25::decimal(10,2) amount`;
      const stats: NewDataFile['stats'] = {
        id: { min: id, max: id, nullCount: 0 },
        name: { min: `n${id}`, max: `n${id}`, nullCount: 0 },
        at: { min: '2024-01-01T00:00:00.123456Z', max: '2024-01-01T00:00:00.123456Z', nullCount: 0 },
        amount: { min: `${id}.25`, max: `${id}.25`, nullCount: 0 },
      };
      const files = [await writeParquet(store, key, sql, { partitionValues, stats })];
      const create = { partitionBy: ['day', 'place'], description: 'interop' };
      const transaction = { application: 'app', version: id };
      await tables.write('t', { mode: 'append', schema: SCHEMA, files, create, transaction });
    }
    expect(warnings).toEqual([]);
    return { opened, store, tables, folder: join(opened.dir, 'tables/t') };
  }

  const expectRows = (seen: Seen, commits: number) => {
    expect(seen).toMatchObject({
      version: commits - 1,
      files: commits,
      partitions: ['day', 'place'],
      transaction: commits - 1,
    });
    expect(seen.description).toBe('interop');
    expect(seen.rows).toHaveLength(commits);
    for (let id = 0; id < commits; id++) {
      const day = id % 2 === 0 ? '2024-02-29' : null;
      const place = ['a b', 'ü/%', "x=y'"][id % 3];
      const row = seen.rows.map((text) => JSON.parse(text)).find((item) => item.id === id);
      expect(row).toMatchObject({
        name: `n${id}`,
        amount: `${id}.25`,
        day,
        place,
        at: '2024-01-01 00:00:00.123456+00:00',
      });
    }
  };

  test('reads commits, partition values, statistics and transactions', async () => {
    const { opened, folder } = await table(4);
    await using _ = opened;
    const seen = await seenByDeltaRs(folder);
    expectRows(seen, 4);
    expect(seen.operations).toEqual(['WRITE', 'WRITE', 'WRITE', 'WRITE']);
    expect(seen.minValues).toEqual(['0', '1', '2', '3']);
  });

  test('reads a checkpoint when the commits before it are gone', async () => {
    const { opened, store, folder } = await table(12);
    await using _ = opened;
    for (let version = 0; version < 10; version++) {
      await store.delete(`tables/t/_delta_log/${String(version).padStart(20, '0')}.json`);
    }
    expectRows(await seenByDeltaRs(folder), 12);
  });

  test('appends to the table and writes a checkpoint, both of which are read back', async () => {
    const { opened, store, tables, folder } = await table(11);
    await using _ = opened;
    await seenByDeltaRs(folder, 'append');
    const snapshot = await deltaTables(store).tables.snapshot('t');
    expect(snapshot).toMatchObject({ version: 11, rows: 12 });
    expect(await countRows(store, snapshot)).toBe(12);
    expect(await store.head('tables/t/_delta_log/00000000000000000011.checkpoint.parquet')).toBeDefined();
    const appended = await tables.appended('t', 10, 11);
    expect(appended.files).toMatchObject([{ rows: 1, partitionValues: { day: null, place: null } }]);
  });
});
