import type { ObjectStore } from '@penstock/core/contracts';
import { rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { cleanLog } from '../src/log/clean-log.ts';
import { TableLocation } from '../src/paths/table-location.ts';
import { copyTable } from './support/copy-table.ts';
import { deltaTables } from './support/delta.ts';
import { SHARED_TABLES } from './support/shared-tables.ts';
import { append } from './support/tables.ts';

const DAY = 86_400_000;
const vector = SHARED_TABLES.find(({ table }) => table === 'derived-log-cleanup')?.expect.logCleanup;

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list('tables/t/')) keys.push(key.slice('tables/t/'.length));
  return keys;
}

describe.skipIf(!vector)(`log cleanup${vector ? '' : ' (needs ../shared/delta-tables)'}`, () => {
  test('exactly what the protocol names goes, and every kept version reads as before', async () => {
    if (!vector) return;
    await using opened = await copyTable('derived-log-cleanup', vector.mtimesMs);
    const store = opened.value;
    const location = new TableLocation(store, 'tables', 't');
    const before = await keysOf(store);
    const options = { now: vector.now, retention: vector.retentionDays * DAY };
    expect(await cleanLog(store, location, options)).toBe(vector.mustDelete.length);
    expect(await keysOf(store)).toEqual(before.filter((key) => !vector.mustDelete.includes(key)));
    expect(await cleanLog(store, location, options)).toBe(0);
    const { tables } = deltaTables(store);
    for (let version = 0; version <= 13; version++) {
      const read = () => tables.snapshot('t', { version });
      if (version < vector.cutOffCheckpoint) await rejectsWithCode('PEN_TABLE_VERSION', read);
      else expect((await read()).files).toHaveLength(version + 1);
    }
    await rejectsWithCode('PEN_TABLE_VERSION', () => tables.appended('t', 1, 13));
    expect((await tables.appended('t', 5, 13)).files).toHaveLength(8);
  });

  test('nothing goes without a checkpoint that is old enough', async () => {
    if (!vector) return;
    await using opened = await copyTable('derived-log-cleanup', vector.mtimesMs);
    const location = new TableLocation(opened.value, 'tables', 't');
    for (const retention of [9 * DAY, 100 * DAY]) {
      expect(await cleanLog(opened.value, location, { now: vector.now, retention })).toBe(0);
    }
  });

  test('a commit that writes a checkpoint cleans up, as the properties of the table say', async () => {
    if (!vector) return;
    await using opened = await copyTable('derived-log-cleanup', vector.mtimesMs);
    const { tables, warnings } = deltaTables(opened.value);
    const { schema } = await tables.snapshot('t');
    await append(tables, 't', 1, { schema });
    expect(await keysOf(opened.value)).toContain('_delta_log/00000000000000000000.json');
    await append(tables, 't', 1, { schema });
    const left = await keysOf(opened.value);
    expect(left.filter((key) => /_delta_log\/0000000000000000000\d\./.test(key))).toEqual([]);
    expect(left).toContain('_delta_log/00000000000000000015.checkpoint.parquet');
    expect(warnings).toEqual([]);
    expect((await deltaTables(opened.value).tables.snapshot('t')).files).toHaveLength(16);
  });
});
