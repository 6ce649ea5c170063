import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AddFile, RemoveFile } from '../src/log/actions.ts';
import { EMPTY_FILES, EMPTY_HEAD, fileKey, liveTransactions, replayFiles, replayHead } from '../src/log/replay.ts';

const add = (path: string): AddFile => ({ path, partitionValues: {}, size: 1, modificationTime: 0, dataChange: true });
const remove = (path: string): RemoveFile => ({ path, deletionTimestamp: 1, dataChange: true });
const path = fc.constantFrom('a', 'b', 'c', 'd%20d', 'e');
const step = fc.record({
  adds: fc.array(path.map(add), { maxLength: 3 }),
  removes: fc.array(path.map(remove), { maxLength: 3 }),
});

describe('replay of files', () => {
  test('it agrees with the plainest model, in one go or step by step', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.nat(12), (steps, at) => {
        const live = new Set<string>();
        const dead = new Set<string>();
        for (const { adds, removes } of steps) {
          for (const file of removes) {
            live.delete(file.path);
            dead.add(file.path);
          }
          for (const file of adds) {
            dead.delete(file.path);
            live.add(file.path);
          }
        }
        const whole = replayFiles(EMPTY_FILES, steps);
        const parts = replayFiles(replayFiles(EMPTY_FILES, steps.slice(0, at)), steps.slice(at));
        for (const files of [whole, parts]) {
          expect(new Set(Array.from(files.active.values(), (file) => file.path))).toEqual(live);
          expect(new Set(Array.from(files.tombstones.values(), (file) => file.path))).toEqual(dead);
        }
      }),
    );
  });

  test('the base stays as it was', () => {
    const base = replayFiles(EMPTY_FILES, [{ adds: [add('a')], removes: [] }]);
    replayFiles(base, [{ adds: [add('b')], removes: [remove('a')] }]);
    expect([...base.active.keys()]).toEqual(['a']);
    expect(EMPTY_FILES.active.size).toBe(0);
  });

  test('a file and its deletion vector are one key, however the path is spelled', () => {
    const vector = {
      storageType: 'u',
      pathOrInlineDv: 'ab^-aqEH.-t@S}K{vb[*k^',
      offset: 4,
      sizeInBytes: 40,
      cardinality: 6,
    };
    expect(fileKey({ path: 'a%20b' })).toBe(fileKey({ path: 'a b' }));
    expect(fileKey({ path: 'a', deletionVector: vector })).not.toBe(fileKey({ path: 'a' }));
    expect(fileKey({ path: 'a', deletionVector: vector })).not.toBe(
      fileKey({ path: 'a', deletionVector: { ...vector, offset: 5 } }),
    );
    const readd = replayFiles(EMPTY_FILES, [
      { adds: [add('a')], removes: [] },
      { adds: [{ ...add('a'), deletionVector: vector }], removes: [remove('a')] },
    ]);
    expect([...readd.active.values()]).toMatchObject([{ path: 'a', deletionVector: vector }]);
  });
});

describe('replay of the head', () => {
  const metadata = (id: string, configuration = {}) => ({
    id,
    format: { provider: 'parquet', options: {} },
    partitionColumns: [],
    configuration,
  });

  test('the newest of each kind counts, transactions per application', () => {
    const head = replayHead(EMPTY_HEAD, [
      { metadata: metadata('old'), transactions: [{ appId: 'a', version: 5n }], domains: [] },
      {
        protocol: { minReaderVersion: 1, minWriterVersion: 2 },
        transactions: [{ appId: 'b', version: 2n ** 60n }],
        domains: [],
      },
      { metadata: metadata('new'), transactions: [{ appId: 'a', version: 3n }], domains: [] },
    ]);
    expect(head.metadata?.id).toBe('new');
    expect(head.protocol?.minWriterVersion).toBe(2);
    expect(head.transactions.get('a')?.version).toBe(3n);
    expect(head.transactions.get('b')?.version).toBe(2n ** 60n);
  });

  test('a domain has its newest configuration until it is removed', () => {
    const domain = (name: string, configuration: string, removed = false) => ({ domain: name, configuration, removed });
    const head = replayHead(EMPTY_HEAD, [
      { transactions: [], domains: [domain('a', '1'), domain('b', '1')] },
      { transactions: [], domains: [domain('a', '2'), domain('b', '', true)] },
    ]);
    expect([...head.domains.values()]).toEqual([domain('a', '2')]);
  });

  test('transactions lapse when the table says so', () => {
    const configuration = { 'delta.setTransactionRetentionDuration': 'interval 1 day' };
    const now = 10 * 86_400_000;
    const transactions = [
      { appId: 'old', version: 1n, lastUpdated: now - 86_400_000 },
      { appId: 'new', version: 1n, lastUpdated: now - 86_399_999 },
      { appId: 'undated', version: 1n },
    ];
    const lapsing = replayHead(EMPTY_HEAD, [{ metadata: metadata('t', configuration), transactions, domains: [] }]);
    expect([...liveTransactions(lapsing, now).keys()]).toEqual(['new', 'undated']);
    const lasting = replayHead(EMPTY_HEAD, [{ metadata: metadata('t'), transactions, domains: [] }]);
    expect(liveTransactions(lasting, now).size).toBe(3);
  });
});
