import { PenstockError } from '@penstock/core';
import { memoryObjectStore } from '@penstock/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Commit } from '../src/log/commit.ts';
import { deltaTables } from './support/delta.ts';
import { add, commitKey, metaData, protocol, putLines, remove } from './support/hand-made-log.ts';

const name = fc.stringMatching(/^[a-z ä%]{1,8}$/);
const line = fc.oneof(
  name.map((path) => add(path)),
  name.map((path) => remove(path)),
  name.map((path) => ({ cdc: { path, partitionValues: {}, size: 1, dataChange: false } })),
  fc.tuple(name, fc.nat()).map(([appId, version]) => ({ txn: { appId, version } })),
  fc
    .tuple(name, fc.json())
    .map(([domain, configuration]) => ({ domainMetadata: { domain, configuration, removed: false } })),
  fc.dictionary(name, fc.jsonValue()).map((content) => ({ somethingNew: content })),
  fc.constant({ commitInfo: { operation: 'WRITE' } }),
);
const lines = fc.array(line, { minLength: 1, maxLength: 8 });
const ending = fc.constantFrom('\n', '\r\n', '\n\n', '\n  \n');

/** What a commit is about, `undefined` when it is refused. Any other error than damage fails the test. */
function read(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const commit = Commit.parse(1, bytes, 'at');
    const { adds, removes, changes } = commit.files();
    return [
      ...adds.map(({ path }) => `add ${path}`),
      ...removes.map(({ path }) => `remove ${path}`),
      ...changes.map(({ path }) => `cdc ${path}`),
      ...commit.transactions.map(({ appId, version }) => `txn ${appId} ${version}`),
      ...commit.domains.map(({ domain, configuration }) => `domain ${domain} ${configuration}`),
    ];
  } catch (error) {
    expect(PenstockError.is(error, 'PEN_TABLE_CORRUPT'), String(error)).toBe(true);
    return undefined;
  }
}

const bytesOf = (actions: readonly object[], end = '\n') =>
  Buffer.from(actions.map((action) => JSON.stringify(action)).join(end) + end);

describe('a commit', () => {
  test('holds every action of its lines, however they end, with or without a last line end', () => {
    fc.assert(
      fc.property(lines, ending, fc.boolean(), (actions, end, isOpen) => {
        const bytes = bytesOf(actions, end);
        const found = read(isOpen ? bytes.subarray(0, bytes.lastIndexOf(125) + 1) : bytes);
        const kept = actions.filter((action) => !('somethingNew' in action) && !('commitInfo' in action));
        expect(found).toHaveLength(kept.length);
      }),
    );
  });

  test('that was cut is refused, unless the cut is at the end of a line', () => {
    fc.assert(
      fc.property(lines, fc.nat(), (actions, at) => {
        const bytes = bytesOf(actions);
        const cut = at % bytes.length;
        const found = read(bytes.subarray(0, cut));
        const isWhole = cut === 0 || bytes[cut - 1] === 10 || bytes[cut] === 10;
        expect(found !== undefined).toBe(isWhole);
      }),
    );
  });

  test('with changed bytes is read as something or refused, and never fails otherwise', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(lines, fc.array(change, { minLength: 1, maxLength: 4 }), (actions, changes) => {
        const bytes = bytesOf(actions);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        read(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('of any bytes or any JSON is refused or read, and never fails otherwise', () => {
    const kinds = fc.constantFrom(
      'add',
      'remove',
      'cdc',
      'txn',
      'protocol',
      'metaData',
      'domainMetadata',
      'commitInfo',
      'sidecar',
    );
    const odd = fc
      .array(fc.tuple(kinds, fc.jsonValue()), { maxLength: 5 })
      .map((actions) => bytesOf(actions.map(([kind, value]) => ({ [kind]: value }))));
    fc.assert(
      fc.property(fc.oneof(odd, fc.uint8Array({ maxLength: 80 }), fc.json().map(Buffer.from)), (bytes) => {
        read(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('whose actions lack what they need is refused', () => {
    for (const action of [
      { add: {} },
      { add: { path: 5 } },
      { add: { path: 'a', partitionValues: { x: 1 } } },
      { add: { path: 'a', size: 1.5 } },
      { add: { path: 'a', deletionVector: { storageType: 'u' } } },
      { add: 'a' },
      { remove: {} },
      { cdc: { path: null } },
      { txn: { appId: 'a' } },
      { txn: { version: 1 } },
      { domainMetadata: { configuration: '{}' } },
      { protocol: { minReaderVersion: 1 } },
      { protocol: { minReaderVersion: 3, minWriterVersion: 7, writerFeatures: [] } },
      { protocol: { minReaderVersion: 1, minWriterVersion: 7 } },
    ]) {
      expect(read(bytesOf([action])), JSON.stringify(action)).toBeUndefined();
    }
    const two = [metaData({ id: 'a' }), metaData({ id: 'b' })];
    expect(read(bytesOf(two))).toBeUndefined();
    expect(read(bytesOf([metaData(), metaData()]))).toBeDefined();
  });
});

describe('a table', () => {
  test('with one commit cut anywhere has all its files or is refused', async () => {
    const store = memoryObjectStore();
    await putLines(store, commitKey(0), [protocol(), metaData()]);
    for (let version = 1; version < 4; version++) await putLines(store, commitKey(version), [add(`f${version}`)]);
    const whole = (await store.get(commitKey(2))) ?? new Uint8Array();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length }), async (cut) => {
        await store.put(commitKey(2), whole.subarray(0, cut));
        const read = await deltaTables(store)
          .tables.snapshot('t')
          .catch((error: unknown) => {
            expect(PenstockError.is(error, 'PEN_TABLE_CORRUPT')).toBe(true);
            return undefined;
          });
        expect(read?.files.length ?? 'refused').toBe(cut >= whole.length - 1 ? 3 : 'refused');
      }),
      { numRuns: 60 },
    );
  });
});
