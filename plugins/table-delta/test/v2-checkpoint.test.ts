import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson, jsonChecksum } from '../src/log/json-checksum.ts';
import { pad } from '../src/paths/table-location.ts';
import { deltaTables } from './support/delta.ts';
import { add, commitKey, LOG, metaData, protocol, putLines, sidecarBytes, UUID } from './support/hand-made-log.ts';
import { type CountedStore, countingStore } from './support/store-wrappers.ts';

const TOP = `${LOG}${pad(3)}.checkpoint.${UUID}.json`;
const SIDECARS = ['one', 'two'].map((name) => `${LOG}_sidecars/${name}.parquet`);
const HEAD = [
  protocol(['v2Checkpoint']),
  metaData(),
  { txn: { appId: 'app', version: 7 } },
  { domainMetadata: { domain: 'mine', configuration: '{}', removed: false } },
];
const HINT = `${LOG}_last_checkpoint`;

let store: CountedStore;
let sidecars: { sidecar: { path: string; sizeInBytes: number; modificationTime: number } }[];

/** Versions 0 to 4, each adding a file, with a checkpoint in two sidecars at version 3. */
beforeEach(async () => {
  store = countingStore(memoryObjectStore());
  for (let version = 0; version < 5; version++) {
    await putLines(store, commitKey(version), [...(version === 0 ? HEAD : []), add(`f${version}`)]);
  }
  sidecars = [];
  for (const [at, paths] of [
    ['f0', 'f1'],
    ['f2', 'f3'],
  ].entries()) {
    const key = SIDECARS[at] ?? '';
    const { size } = await store.put(key, await sidecarBytes(paths));
    sidecars.push({ sidecar: { path: key.split('/').at(-1) ?? '', sizeInBytes: size, modificationTime: 0 } });
  }
  await putLines(store, TOP, [{ checkpointMetadata: { version: 3 } }, ...HEAD, ...sidecars]);
});

const dropCommits = async () => {
  for (let version = 0; version <= 3; version++) await store.delete(commitKey(version));
};
const filesOf = async () => {
  const { tables, warnings } = deltaTables(store);
  const { files, transactions } = await tables.snapshot('t');
  expect(transactions.get('app')).toBe(7);
  return { names: files.map((file) => file.key.slice('tables/t/'.length)).sort(), warnings };
};
const ALL = ['f0', 'f1', 'f2', 'f3', 'f4'];

describe('v2 checkpoints', () => {
  test('files in sidecars are read, without the commits before', async () => {
    await dropCommits();
    expect((await filesOf()).names).toEqual(ALL);
  });

  test('files within the checkpoint are read, also beside sidecars', async () => {
    await dropCommits();
    const [first] = sidecars;
    await putLines(store, TOP, [...HEAD, add('f2'), add('f3'), ...(first ? [first] : [])]);
    expect((await filesOf()).names).toEqual(ALL);
    await putLines(store, TOP, [...HEAD, ...[0, 1, 2, 3].map((at) => add(`f${at}`))]);
    expect((await filesOf()).names).toEqual(ALL);
  });

  test('sidecars may be named by their full URI', async () => {
    await dropCommits();
    const named = sidecars.map(({ sidecar }, at) => ({ sidecar: { ...sidecar, path: store.uri(SIDECARS[at] ?? '') } }));
    await putLines(store, TOP, [...HEAD, ...named]);
    expect((await filesOf()).names).toEqual(ALL);
  });

  test('a damaged one is passed over where the commits lead to the version, and told', async () => {
    for (const damage of [
      () => store.delete(SIDECARS[1] ?? ''),
      async () => store.put(SIDECARS[1] ?? '', ((await store.get(SIDECARS[0] ?? '')) ?? new Uint8Array()).subarray(9)),
      () => store.put(TOP, Buffer.from('{"protocol":')),
      () => putLines(store, TOP, [{ checkpointMetadata: { version: 2 } }, ...HEAD, ...sidecars]),
    ]) {
      await damage();
      expect((await filesOf()).names).toEqual(ALL);
    }
    await store.delete(SIDECARS[1] ?? '');
    await putLines(store, TOP, [...HEAD, ...sidecars]);
    expect((await filesOf()).warnings[0]?.message).toMatch(/checkpoint of table "t" is passed over.*two\.parquet/);
  });

  test('a damaged one that is needed is PEN_TABLE_CORRUPT and names the file', async () => {
    await dropCommits();
    await store.delete(SIDECARS[1] ?? '');
    const gone = await rejectsWithCode('PEN_TABLE_CORRUPT', filesOf);
    expect(gone.message).toContain(SIDECARS[1]);
    await putLines(store, TOP, [{ checkpointMetadata: { version: 2 } }, ...HEAD, ...sidecars]);
    expect((await rejectsWithCode('PEN_TABLE_CORRUPT', filesOf)).message).toMatch(/says that it is of version 2/);
  });

  test('a changed top level is read as it says or refused, never as fewer files', async () => {
    await dropCommits();
    const whole = (await store.get(TOP)) ?? new Uint8Array();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom('cut', 'flip'), async (at, how) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ 0x11;
        await store.put(TOP, how === 'cut' ? whole.subarray(0, at) : bytes);
        const read = await deltaTables(store)
          .tables.snapshot('t')
          .catch(() => undefined);
        const isAtLine = how === 'cut' && (at === 0 || whole[at - 1] === 10 || whole[at] === 10);
        // An action of another name is one that is not known, which readers leave alone.
        const isNamed = bytes.toString('latin1').split('{"sidecar":').length === 3;
        if (read && how === 'flip' && isNamed) expect(read.files).toHaveLength(5);
        if (read && how === 'cut') expect(isAtLine).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what _last_checkpoint embeds', () => {
  const hint = () => {
    const value = {
      version: 3,
      size: 9,
      v2Checkpoint: {
        path: TOP.slice(LOG.length),
        sizeInBytes: 0,
        nonFileActions: HEAD,
        sidecarFiles: sidecars.map(({ sidecar }) => sidecar),
      },
    };
    return value;
  };
  const putHint = async (change: (value: ReturnType<typeof hint>) => object = (value) => value, checksum?: string) => {
    const value = hint();
    value.v2Checkpoint.sizeInBytes = (await store.head(TOP))?.size ?? 0;
    const changed = change(value);
    const sum = checksum ?? jsonChecksum(JSON.parse(JSON.stringify(changed)));
    await store.put(HINT, Buffer.from(JSON.stringify({ ...changed, checksum: sum })));
    store.calls.length = 0;
  };

  test('saves fetching the checkpoint when its checksum holds', async () => {
    await putHint();
    expect((await filesOf()).names).toEqual(ALL);
    expect(store.calls).not.toContain(`get ${TOP}`);
    expect(store.calls).toContain(`get ${SIDECARS[0]}`);
  });

  test('counts for nothing when the checksum does not hold, or it is of another file', async () => {
    const of = (change: object) => (value: ReturnType<typeof hint>) => ({
      ...value,
      v2Checkpoint: { ...value.v2Checkpoint, ...change },
    });
    for (const [change, checksum] of [
      [of({}), 'x'.repeat(32)],
      [of({ sizeInBytes: 5 }), undefined],
      [of({ path: 'other.json' }), undefined],
      [of({ nonFileActions: [{ protocol: {} }] }), undefined],
      [of({ sidecarFiles: [{}] }), undefined],
      [of({ sidecarFiles: [] }), undefined],
    ] as const) {
      await putHint(change, checksum);
      expect((await filesOf()).names).toEqual(ALL);
      expect(store.calls).toContain(`get ${TOP}`);
    }
  });

  test('tells when the checkpoint has fewer files than it should', async () => {
    const [first] = sidecars;
    await putLines(store, TOP, [...HEAD, ...(first ? [first] : [])]);
    await putHint((value) => ({ ...value, numOfAddFiles: 4, v2Checkpoint: undefined }));
    const { names, warnings } = await filesOf();
    expect(names).toEqual(ALL);
    expect(warnings[0]?.message).toMatch(/numOfAddFiles 4, the checkpoint 2/);
    await dropCommits();
    await rejectsWithCode('PEN_TABLE_CORRUPT', filesOf);
  });

  test('the checksum is that of the protocol', () => {
    const text = `{"k0":"'v 0'", "checksum": "adsaskfljadfkjadfkj", "k1":{"k2": 2, "k3": ["v3", [1, 2], {"k4": "v4", "k5": ["v5", "v6", "v7"]}]}}`;
    const value: Record<string, unknown> = JSON.parse(text);
    expect(jsonChecksum(value)).toBe('6a92d155a59bf2eecbd4b4ec7fd1f875');
    delete value['checksum'];
    expect(canonicalJson(value)).toBe(
      `"k0"="%27v%200%27","k1"+"k2"=2,"k1"+"k3"+0="v3","k1"+"k3"+1+0=1,"k1"+"k3"+1+1=2,"k1"+"k3"+2+"k4"="v4","k1"+"k3"+2+"k5"+0="v5","k1"+"k3"+2+"k5"+1="v6","k1"+"k3"+2+"k5"+2="v7"`,
    );
  });
});
