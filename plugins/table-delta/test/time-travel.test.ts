import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { commitTimes } from '../src/log/commit-times.ts';
import { copyTable } from './support/copy-table.ts';
import { deltaTables } from './support/delta.ts';
import { SHARED_TABLES } from './support/shared-tables.ts';
import { append, SCHEMA } from './support/tables.ts';

const inCommit = SHARED_TABLES.find(({ table }) => table === 'derived-in-commit-timestamps');

describe('times of versions', () => {
  test('file times are made to rise', () => {
    const file = (millis: number) => ({ key: 'k', size: 1, etag: 'e', modified: new Date(millis) });
    const times = commitTimes(
      new Map([
        [3, file(100)],
        [4, file(50)],
        [5, file(101)],
        [6, file(500)],
      ]),
    );
    expect([...times]).toEqual([
      [3, 100],
      [4, 101],
      [5, 102],
      [6, 500],
    ]);
  });

  test.skipIf(!inCommit)(
    `in-commit timestamps go before file times, from where they were enabled${inCommit ? '' : ' (needs ../shared/delta-tables)'}`,
    async () => {
      await using store = await copyTable('derived-in-commit-timestamps', inCommit?.expect.mtimesMs);
      const { tables } = deltaTables(store.value);
      for (const { ts, version, error } of inCommit?.expect.timestampAsOf ?? []) {
        const read = () => tables.snapshot('t', { timestamp: new Date(ts) });
        if (error !== undefined) await rejectsWithCode('PEN_TABLE_VERSION', read);
        else expect((await read()).version).toBe(version);
      }
      expect((await tables.snapshot('t')).timestamp.getTime()).toBe(inCommit?.expect.inCommitTimestamp);
    },
  );

  test.skipIf(!inCommit)(
    `the next commit of such a table has a later one, first in the commit${inCommit ? '' : ' (needs ../shared/delta-tables)'}`,
    async () => {
      await using store = await copyTable('derived-in-commit-timestamps', inCommit?.expect.mtimesMs);
      const { tables } = deltaTables(store.value);
      const { schema } = await tables.snapshot('t');
      const { version } = await append(tables, 't', 1, { schema });
      const after = await tables.snapshot('t');
      expect(after.timestamp.getTime()).toBeGreaterThan(inCommit?.expect.inCommitTimestamp ?? 0);
      const key = `tables/t/_delta_log/${String(version).padStart(20, '0')}.json`;
      const [first = ''] = Buffer.from((await store.value.get(key)) ?? [])
        .toString()
        .split('\n');
      expect(JSON.parse(first).commitInfo.inCommitTimestamp).toBe(after.timestamp.getTime());
      expect((await tables.history('t'))[0]?.timestamp).toEqual(after.timestamp);
    },
  );

  test('a table made with in-commit timestamps has rising ones, even if the clock is behind, over checkpoints', async () => {
    const store = memoryObjectStore();
    const create = { properties: { 'delta.enableInCommitTimestamps': 'true' } };
    const { tables } = deltaTables(store, { checkpointInterval: 2 });
    await append(tables, 't', 0, { create });
    const ahead = Date.now() + 3_600_000;
    const commit = { commitInfo: { inCommitTimestamp: ahead, operation: 'WRITE' } };
    await store.put('tables/t/_delta_log/00000000000000000001.json', Buffer.from(JSON.stringify(commit)));
    await append(deltaTables(store, { checkpointInterval: 2 }).tables, 't', 2);
    await append(deltaTables(store).tables, 't', 3);
    const times: number[] = [];
    for (let version = 0; version < 4; version++) {
      const { timestamp } = await deltaTables(store).tables.snapshot('t', { version });
      times.push(timestamp.getTime());
      expect((await tables.snapshot('t', { timestamp })).version).toBe(version);
    }
    expect(times.slice(1)).toEqual([ahead, ahead + 1, ahead + 2]);
  });

  test('a table from a checkpoint and one from its start agree on times', async () => {
    const store = memoryObjectStore();
    const { tables } = deltaTables(store);
    await tables.create('t', { schema: SCHEMA });
    for (let rows = 0; rows < 35; rows++) await append(tables, 't', rows);
    for (const { version, timestamp } of await tables.history('t')) {
      expect((await deltaTables(store).tables.snapshot('t', { version })).timestamp).toEqual(timestamp);
    }
  });
});
