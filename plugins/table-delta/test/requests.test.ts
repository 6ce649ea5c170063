import type { ObjectStore } from '@penstock/core/contracts';
import { memoryObjectStore, openPlugin } from '@penstock/core/testing';
import storageFs from '@penstock/storage-fs';
import { describe, expect, test } from 'vitest';
import { deltaTables } from './support/delta.ts';
import { countingStore } from './support/store-wrappers.ts';
import { append, rowsOf } from './support/tables.ts';

const LOG = 'tables/t/_delta_log/';

describe('requests', () => {
  test('an append to a table in memory costs one listing and one put', async () => {
    await using fs = await openPlugin<ObjectStore>(storageFs);
    for (const store of [countingStore(memoryObjectStore()), countingStore(fs.value)]) {
      const { tables } = deltaTables(store, { checkpointInterval: 1000 });
      for (let rows = 0; rows < 3; rows++) await append(tables, 't', rows);
      store.calls.length = 0;
      await append(tables, 't', 3, { transaction: { application: 'a', version: 1 } });
      expect(store.calls).toEqual([`list ${LOG}`, `put ${LOG}00000000000000000003.json`]);
    }
  });

  test('an append by a fresh process reads the hint, lists from it, and never reads the file list', async () => {
    const store = countingStore(memoryObjectStore());
    const writer = deltaTables(store).tables;
    for (let rows = 0; rows < 12; rows++) await append(writer, 't', rows);
    store.calls.length = 0;
    await append(deltaTables(store).tables, 't', 12);
    expect(store.calls.toSorted()).toEqual(
      [
        `get ${LOG}_last_checkpoint`,
        `list ${LOG}`,
        `get ${LOG}00000000000000000010.checkpoint.parquet`,
        `get ${LOG}00000000000000000011.json`,
        `put ${LOG}00000000000000000012.json`,
      ].toSorted(),
    );
  });

  test('news of another writer cost one listing and the new commits', async () => {
    const store = countingStore(memoryObjectStore());
    const [reader, writer] = [deltaTables(store).tables, deltaTables(store).tables];
    await append(writer, 't', 0);
    await rowsOf(reader, 't');
    await append(writer, 't', 1);
    await append(writer, 't', 2);
    store.calls.length = 0;
    expect(await rowsOf(reader, 't')).toEqual([0, 1, 2]);
    expect(store.calls).toEqual([
      `list ${LOG}`,
      `get ${LOG}00000000000000000001.json`,
      `get ${LOG}00000000000000000002.json`,
    ]);
    store.calls.length = 0;
    await reader.snapshot('t');
    await reader.latestVersion('t');
    expect(store.calls).toEqual([`list ${LOG}`, `list ${LOG}`]);
  });

  test('tables are listed without listing their files', async () => {
    const store = countingStore(memoryObjectStore());
    const { tables } = deltaTables(store);
    for (const name of ['b', 'a.b', 'a', 'a-b', '_c']) await append(tables, name, 1);
    await store.put('tables/notes.txt', Uint8Array.of(1));
    await store.put('tables/not a table/_delta_log/00000000000000000000.json', Uint8Array.of(1));
    await store.put('tables/no_log/part-1.parquet', Uint8Array.of(1));
    await store.put('tables/noise/_delta_log/_last_checkpoint', Uint8Array.of(1));
    expect(await tables.list()).toEqual(['_c', 'a', 'a-b', 'a.b', 'b']);
  });

  test('a table dropped and made anew by another process is seen', async () => {
    const store = memoryObjectStore();
    const [reader, writer] = [deltaTables(store).tables, deltaTables(store).tables];
    for (let rows = 0; rows < 5; rows++) await append(writer, 't', rows);
    await rowsOf(reader, 't');
    await writer.drop('t');
    expect(await reader.latestVersion('t')).toBeUndefined();
    for (let rows = 10; rows < 20; rows++) await append(writer, 't', rows);
    expect(await reader.latestVersion('t')).toBe(9);
    expect(await rowsOf(reader, 't')).toEqual(Array.from({ length: 10 }, (_, at) => 10 + at));
    expect((await reader.snapshot('t', { version: 2 })).rows).toBe(10 + 11 + 12);
  });
});
