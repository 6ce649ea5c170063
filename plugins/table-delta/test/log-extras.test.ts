import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { pad } from '../src/paths/table-location.ts';
import { deltaTables } from './support/delta.ts';
import { add, commitKey, LOG, metaData, protocol, putLines, remove } from './support/hand-made-log.ts';
import { type CountedStore, countingStore } from './support/store-wrappers.ts';
import { append } from './support/tables.ts';

/** All that happened, not what it comes to. */
const NOT_RECONCILED = Buffer.from(
  [add('f1'), remove('f1'), add('f2'), add('f3')].map((line) => JSON.stringify(line)).join('\n'),
);

const compactionKey = (from: number, to: number) => `${LOG}${pad(from)}.${pad(to)}.compacted.json`;
const checksumKey = (version: number) => `${LOG}${pad(version)}.crc`;

let store: CountedStore;
beforeEach(() => {
  store = countingStore(memoryObjectStore());
});

const namesOf = async (version?: number) => {
  const { tables, warnings } = deltaTables(store);
  const { files } = await tables.snapshot('t', version === undefined ? undefined : { version });
  return { names: files.map((file) => file.key.slice('tables/t/'.length)).sort(), warnings };
};

describe('log compactions', () => {
  /** Version n adds fn and removes f(n-2); the compaction of 1 to 3 stands for what is left of these. */
  beforeEach(async () => {
    await putLines(store, commitKey(0), [protocol(), metaData(), add('f0')]);
    for (let version = 1; version < 6; version++) {
      await putLines(store, commitKey(version), [
        add(`f${version}`),
        { txn: { appId: 'app', version } },
        ...(version > 1 ? [remove(`f${version - 2}`)] : []),
      ]);
    }
    await putLines(store, compactionKey(1, 3), [
      add('f2'),
      add('f3'),
      remove('f0'),
      remove('f1'),
      { txn: { appId: 'app', version: 3 } },
    ]);
    store.calls.length = 0;
  });

  test('are read instead of the commits they stand for', async () => {
    expect((await namesOf()).names).toEqual(['f4', 'f5']);
    expect(store.calls.filter((call) => call.startsWith('get '))).toEqual([
      `get ${LOG}_last_checkpoint`,
      `get ${compactionKey(1, 3)}`,
      `get ${commitKey(0)}`,
      `get ${commitKey(4)}`,
      `get ${commitKey(5)}`,
    ]);
    const snapshot = await deltaTables(store).tables.snapshot('t', { version: 3 });
    expect(snapshot.files.map((file) => file.key)).toEqual(['tables/t/f2', 'tables/t/f3']);
    expect(snapshot.transactions.get('app')).toBe(3);
    expect((await namesOf(2)).names).toEqual(['f1', 'f2']);
  });

  test('commits after one, and what they append, are still told one by one', async () => {
    const { tables } = deltaTables(store);
    await tables.snapshot('t');
    await putLines(store, commitKey(6), [add('f6')]);
    expect((await tables.appended('t', 5, 6)).files.map((file) => file.key)).toEqual(['tables/t/f6']);
    await rejectsWithCode('PEN_SOURCE_CHANGED', () => tables.appended('t', 1, 6));
  });

  test('a damaged one is passed over and told', async () => {
    const whole = (await store.get(compactionKey(1, 3))) ?? new Uint8Array();
    for (const bytes of [
      whole.subarray(0, 40),
      Buffer.from('{"add":{"path":5}}'),
      Buffer.from('no JSON'),
      NOT_RECONCILED,
    ]) {
      await store.put(compactionKey(1, 3), bytes);
      const { names, warnings } = await namesOf();
      expect(names).toEqual(['f4', 'f5']);
      expect(warnings[0]?.message).toMatch(/compaction is passed over/);
    }
  });

  test('do not stand in for a commit that is missing', async () => {
    await store.delete(commitKey(2));
    await rejectsWithCode('PEN_TABLE_CORRUPT', () => namesOf());
  });

  test('commit times of a version whose commit was not read are its own', async () => {
    const features = ['inCommitTimestamp'];
    const configuration = { 'delta.enableInCommitTimestamps': 'true' };
    await putLines(store, commitKey(0), [
      { commitInfo: { inCommitTimestamp: 1000 } },
      protocol([], features),
      metaData({ configuration }),
    ]);
    await putLines(store, commitKey(3), [{ commitInfo: { inCommitTimestamp: 4000 } }, add('f3'), remove('f1')]);
    expect((await deltaTables(store).tables.snapshot('t', { version: 3 })).timestamp.getTime()).toBe(4000);
  });
});

describe('version checksums', () => {
  /** A checkpoint at version 10, and commits up to 12. */
  beforeEach(async () => {
    const { tables } = deltaTables(store);
    for (let rows = 0; rows < 13; rows++) await append(tables, 't', rows);
  });
  const put = (version: number, content: object) =>
    store.put(checksumKey(version), Buffer.from(JSON.stringify(content)));
  const dropCommits = async () => {
    for (let version = 0; version <= 10; version++) await store.delete(commitKey(version));
  };

  test('one that agrees says nothing', async () => {
    await put(12, { tableSizeBytes: 1, numFiles: 13, numMetadata: 1, numProtocol: 1 });
    const { names, warnings } = await namesOf();
    expect(names).toHaveLength(13);
    expect(warnings).toEqual([]);
  });

  test('a checkpoint that one contradicts is passed over, or PEN_TABLE_CORRUPT when it is needed', async () => {
    for (const version of [10, 12]) {
      await put(version, { numFiles: version + 2 });
      const { names, warnings } = await namesOf();
      expect(names).toHaveLength(13);
      expect(warnings.some(({ message }) => message.includes(`numFiles ${version + 2}`))).toBe(true);
      await store.delete(checksumKey(version));
    }
    await dropCommits();
    for (const [version, content] of [
      [10, { numFiles: 12 }],
      [12, { metadata: { id: 'another' } }],
      [12, { protocol: { minReaderVersion: 3 } }],
    ] as const) {
      await put(version, content);
      const error = await rejectsWithCode('PEN_TABLE_CORRUPT', () => namesOf());
      expect(error.message).toContain(checksumKey(version));
      await store.delete(checksumKey(version));
    }
    expect((await namesOf()).names).toHaveLength(13);
  });

  test('whatever else stands there is no reason to read less', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.json().map(Buffer.from)), async (bytes) => {
        await store.put(checksumKey(12), bytes);
        expect((await namesOf()).names).toHaveLength(13);
      }),
      { numRuns: 40 },
    );
  });
});

describe('_last_checkpoint', () => {
  test('whatever stands there, the table reads the same', async () => {
    const { tables } = deltaTables(store);
    for (let rows = 0; rows < 12; rows++) await append(tables, 't', rows);
    const hint = fc.record(
      {
        version: fc.oneof(fc.integer({ min: -2, max: 20 }), fc.anything()),
        v2Checkpoint: fc.anything(),
        checksum: fc.string(),
      },
      { requiredKeys: [] },
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      hint.map((value) =>
        Buffer.from(String(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? 0 : item)))),
      ),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        await store.put(`${LOG}_last_checkpoint`, content);
        expect((await namesOf()).names).toHaveLength(12);
      }),
      { numRuns: 60 },
    );
  });
});
