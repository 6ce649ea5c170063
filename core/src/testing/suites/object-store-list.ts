import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ObjectStore } from '../../contracts/object-store.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';

const fresh = () => `suite-${randomUUID()}`;
const body = new Uint8Array([1]);

/** Keys whose order by UTF-8 bytes differs from the order by folders or by UTF-16 units, already sorted. */
const sorted = ['a-b', 'a.b/c', 'a/b/c', 'a/b/d', 'a/bc', 'a/é', 'a0', 'ab', 'b', '\uff21', '\u{1f600}'];

/** Names that file systems, URLs and clouds like to rewrite. */
const awkward = [
  ' leading and trailing ',
  '.hidden/.x',
  '...',
  '%2F',
  '100%',
  '%25',
  'a+b',
  'a&b?c#d',
  'date=2001-01-01/origin=O%27Hare',
  "quote'quote",
  '[x]{y}(z)',
  'ü/日本/\u{1f600}',
  '~tilde',
  '_delta_log/00000000000000000000.json',
];

async function keys(store: ObjectStore, prefix: string, startAfter?: string): Promise<string[]> {
  const found: string[] = [];
  for await (const info of store.list(prefix, { startAfter })) found.push(info.key);
  return found;
}

async function fill(store: ObjectStore, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => store.put(name, body)));
}

/** Listing. */
export const listCases: Suite<typeof ObjectStore>['cases'] = [
  {
    name: 'listing is recursive and sorted by the UTF-8 bytes of the whole key',
    async run(store) {
      const prefix = fresh();
      const names = sorted.map((name) => `${prefix}/${name}`);
      await fill(store, names.toReversed());
      assert.deepEqual(await keys(store, `${prefix}/`), names);
    },
  },
  {
    name: 'a prefix is a part of a key, not a folder',
    async run(store) {
      const prefix = fresh();
      await fill(store, [`${prefix}/ab/x`, `${prefix}/abc`, `${prefix}/b`, `${prefix}x`]);
      assert.deepEqual(await keys(store, prefix), [`${prefix}/ab/x`, `${prefix}/abc`, `${prefix}/b`, `${prefix}x`]);
      assert.deepEqual(await keys(store, `${prefix}/ab`), [`${prefix}/ab/x`, `${prefix}/abc`]);
      assert.deepEqual(await keys(store, `${prefix}/ab/`), [`${prefix}/ab/x`]);
      assert.deepEqual(await keys(store, `${prefix}/abc`), [`${prefix}/abc`]);
      assert.deepEqual(await keys(store, `${prefix}/abc/`), []);
      assert.deepEqual(await keys(store, `${prefix}/zz/deep`), []);
    },
  },
  {
    name: 'the empty prefix lists everything',
    async run(store) {
      const prefix = fresh();
      await fill(store, [`${prefix}/a`, `${prefix}/b`]);
      const all = await keys(store, '');
      assert.deepEqual(
        all.filter((key) => key.startsWith(prefix)),
        [`${prefix}/a`, `${prefix}/b`],
      );
    },
  },
  {
    name: 'startAfter leaves out all keys up to and including it, whether it exists or not',
    async run(store) {
      const prefix = fresh();
      const names = sorted.map((name) => `${prefix}/${name}`);
      await fill(store, names);
      for (const [i, name] of names.entries()) {
        assert.deepEqual(await keys(store, `${prefix}/`, name), names.slice(i + 1));
        assert.deepEqual(await keys(store, `${prefix}/`, `${name}\u0001`), names.slice(i + 1));
      }
      assert.deepEqual(
        await keys(store, `${prefix}/a/`, `${prefix}/a/b`),
        [2, 3, 4, 5].map((i) => names[i]),
      );
      assert.deepEqual(await keys(store, `${prefix}/`, `${prefix}/`), names);
      assert.deepEqual(await keys(store, `${prefix}/`, '\u0001'), names);
      assert.deepEqual(await keys(store, `${prefix}/`, '\u{10ffff}'), []);
    },
  },
  {
    name: 'listing carries size and etag as head does',
    async run(store) {
      const prefix = fresh();
      await store.put(`${prefix}/a`, new Uint8Array(7));
      const { value: info } = await store.list(prefix)[Symbol.asyncIterator]().next();
      const head = await store.head(`${prefix}/a`);
      assert.deepEqual([info?.size, info?.etag], [7, head?.etag]);
      assert.equal(info?.modified.getTime(), head?.modified.getTime());
    },
  },
  {
    name: 'a listing of more than a thousand keys is complete',
    async run(store) {
      const prefix = fresh();
      const names = Array.from({ length: 1050 }, (_, i) => `${prefix}/${String(i).padStart(6, '0')}`);
      for (let i = 0; i < names.length; i += 50) await fill(store, names.slice(i, i + 50));
      assert.deepEqual(await keys(store, `${prefix}/`), names);
    },
  },
  {
    name: 'deleted objects are listed no more, others stay',
    async run(store) {
      const prefix = fresh();
      await fill(store, [`${prefix}/x/a`, `${prefix}/x/b`, `${prefix}/y/a`]);
      await store.delete(`${prefix}/x/a`);
      await store.delete(`${prefix}/y/a`);
      assert.deepEqual(await keys(store, prefix), [`${prefix}/x/b`]);
    },
  },
  {
    name: 'awkward characters in keys are kept exactly',
    async run(store) {
      const prefix = fresh();
      const names = awkward.map((name) => `${prefix}/${name}`);
      for (const name of names) {
        await store.put(name, new TextEncoder().encode(name));
        assert.equal(new TextDecoder().decode(await store.get(name)), name);
        assert.equal((await store.head(name))?.key, name);
      }
      assert.deepEqual(new Set(await keys(store, `${prefix}/`)), new Set(names));
    },
  },
  {
    name: 'prefixes that leave the store are refused',
    async run(store) {
      for (const prefix of ['/', '../', 'a/../', 'a//', './', 'a\0'])
        await rejectsWithCode('PEN_INVALID_KEY', () => keys(store, prefix));
    },
  },
  {
    name: 'a listing stops when its signal is aborted half-way',
    async run(store) {
      const prefix = fresh();
      await fill(store, [`${prefix}/a`, `${prefix}/b`, `${prefix}/c`]);
      const abort = new AbortController();
      await rejectsWithCode('PEN_ABORTED', async () => {
        for await (const _ of store.list(prefix, { signal: abort.signal })) abort.abort();
      });
    },
  },
];
