import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { checkConflicts } from '../src/commit/conflicts.ts';
import type { Draft } from '../src/commit/draft.ts';
import { Commit } from '../src/log/commit.ts';
import { deltaTables } from './support/delta.ts';
import { codeOf } from './support/rejects.ts';
import { withPut } from './support/store-wrappers.ts';
import { append, newFile, rowsOf, SCHEMA } from './support/tables.ts';

const draft = (more: Partial<Draft> = {}): Draft => ({
  operation: 'WRITE',
  parameters: {},
  metrics: {},
  isBlindAppend: true,
  adds: [],
  removes: [],
  readsTable: false,
  inCommitTimestamps: false,
  ...more,
});
const winner = (...lines: object[]) =>
  Commit.parse(7, Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')), '7.json');
const added = winner({ add: { path: 'a', partitionValues: {}, size: 1, modificationTime: 1, dataChange: true } });
const removed = winner({ remove: { path: 'a%20b', dataChange: true } });
const altered = winner({ metaData: { id: 'x', format: {}, partitionColumns: [], configuration: {} } });
const upgraded = winner({ protocol: { minReaderVersion: 1, minWriterVersion: 4 } });
const marked = (version: number) => winner({ txn: { appId: 'app', version } });
const overwrite = draft({ readsTable: true, isBlindAppend: false });
const rewrite = draft({ removes: [{ path: 'a b', dataChange: false }], isBlindAppend: false });
const step = draft({ transaction: { appId: 'app', version: 5n } });

describe('a commit that lost the race', () => {
  test.each<[string, Draft, Commit, string | undefined]>([
    ['an append after an append', draft(), added, undefined],
    ['an append after a removal', draft(), removed, undefined],
    ['an append after a change of the metadata', draft(), altered, 'PEN_CONFLICT'],
    ['an append after a change of the protocol', draft(), upgraded, 'PEN_CONFLICT'],
    ['an overwrite after an append', overwrite, added, 'PEN_CONFLICT'],
    ['an overwrite after a removal', overwrite, removed, 'PEN_CONFLICT'],
    ['an overwrite after an empty commit', overwrite, winner({ commitInfo: {} }), undefined],
    ['a rewrite after an append', rewrite, added, undefined],
    ['a rewrite after a removal of the same file', rewrite, removed, 'PEN_CONFLICT'],
    ['a transaction after an earlier one of its application', step, marked(4), 'PEN_CONFLICT'],
    ['a transaction after one of another application', step, winner({ txn: { appId: 'b', version: 9 } }), undefined],
  ])('%s', (_name, ours, theirs, code) => {
    expect(codeOf(() => checkConflicts('t', ours, [theirs]))).toBe(code);
  });

  test('is done when its application committed the same or a later version', () => {
    expect(checkConflicts('t', step, [added, marked(5)])).toBe(7);
    expect(checkConflicts('t', step, [marked(6)])).toBe(7);
    expect(checkConflicts('t', step, [added])).toBeUndefined();
  });
});

describe('races through the store', () => {
  /** Another writer commits just before the next commit of `tables`. */
  async function race(other: (tables: ReturnType<typeof deltaTables>['tables']) => Promise<unknown>) {
    const store = memoryObjectStore();
    const rival = deltaTables(store).tables;
    let armed = false;
    const hooked = withPut(store, async (put, key, body, options) => {
      if (armed && key.endsWith('.json')) {
        armed = false;
        await other(rival);
      }
      return put(key, body, options);
    });
    const { tables } = deltaTables(hooked);
    await append(tables, 't', 1);
    armed = true;
    return { tables, store };
  }

  test('an append goes on after an append', async () => {
    const { tables } = await race((rival) => append(rival, 't', 2));
    expect(await append(tables, 't', 3)).toEqual({ version: 2, committed: true });
    expect(await rowsOf(tables, 't')).toEqual([1, 2, 3]);
  });

  test('an append goes on after an overwrite', async () => {
    const { tables } = await race((rival) => append(rival, 't', 2, { mode: 'overwrite' }));
    expect((await append(tables, 't', 3)).version).toBe(2);
    expect(await rowsOf(tables, 't')).toEqual([2, 3]);
  });

  test('an overwrite does not swallow an append it has not seen', async () => {
    const { tables } = await race((rival) => append(rival, 't', 2));
    await rejectsWithCode('PEN_CONFLICT', () => append(tables, 't', 3, { mode: 'overwrite' }));
    expect(await rowsOf(tables, 't')).toEqual([1, 2]);
  });

  test('an append does not go on after a change of the schema', async () => {
    const schema = { ...SCHEMA, fields: SCHEMA.fields.slice(0, 1) };
    const change = { mode: 'overwrite', overwriteSchema: true, schema } as const;
    const { tables } = await race((rival) => append(rival, 't', 2, change));
    await rejectsWithCode('PEN_CONFLICT', () => append(tables, 't', 3));
  });

  test('a transaction committed by another in the meantime is done', async () => {
    const transaction = { application: 'a', version: 1 };
    const { tables } = await race((rival) => append(rival, 't', 2, { transaction }));
    expect(await append(tables, 't', 2, { transaction })).toEqual({ version: 1, committed: false });
    expect(await rowsOf(tables, 't')).toEqual([1, 2]);
  });

  test('a table that was dropped and made anew is not written to by an old overwrite', async () => {
    const { tables } = await race(async (rival) => {
      await rival.drop('t');
      for (let rows = 10; rows < 13; rows++) await append(rival, 't', rows);
    });
    await rejectsWithCode('PEN_CONFLICT', () => append(tables, 't', 3, { mode: 'overwrite' }));
    expect(await rowsOf(tables, 't')).toEqual([10, 11, 12]);
  });

  test('retries end with PEN_CONFLICT', async () => {
    const store = memoryObjectStore();
    const rival = deltaTables(store).tables;
    const hooked = withPut(store, async (put, key, body, options) => {
      if (key.endsWith('.json')) await append(rival, 't', 1);
      return put(key, body, options);
    });
    const { tables } = deltaTables(hooked, { maxCommitRetries: 3 });
    await rejectsWithCode('PEN_CONFLICT', () => append(tables, 't', 9));
    expect(await rowsOf(tables, 't')).toEqual([1, 1, 1, 1]);
  });

  test('a file given out for one table cannot be added to another', async () => {
    const { tables } = deltaTables(memoryObjectStore());
    await append(tables, 't', 1);
    const files = [newFile(tables, 'other', 1)];
    await rejectsWithCode('PEN_TABLE_INVALID', () => append(tables, 't', 1, { files }));
  });
});
