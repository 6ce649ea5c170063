import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../../contracts/object-store.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';

const fresh = () => `suite-${randomUUID()}`;
const bytes = (text: string) => new TextEncoder().encode(text);

async function scratchFile(store: ObjectStore, content: string): Promise<string> {
  const path = join(await store.scratchDir(), `suite-${randomUUID()}`);
  await writeFile(path, content);
  return path;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Local files in and out, and names for people. */
export const fileCases: Suite<typeof ObjectStore>['cases'] = [
  {
    name: 'putFile moves a local file into the store',
    async run(store) {
      const key = `${fresh()}/moved.bin`;
      const path = await scratchFile(store, 'content');
      const info = await store.putFile(key, path);
      assert.deepEqual([info.key, info.size], [key, 7]);
      assert.equal((await store.head(key))?.etag, info.etag);
      assert.equal(new TextDecoder().decode(await store.get(key)), 'content');
      assert.equal(await exists(path), false);
    },
  },
  {
    name: 'putFile replaces an object and changes its etag',
    async run(store) {
      const key = `${fresh()}/moved.bin`;
      const first = await store.put(key, bytes('before!'));
      const second = await store.putFile(key, await scratchFile(store, 'content'));
      assert.notEqual(second.etag, first.etag);
      assert.equal(new TextDecoder().decode(await store.get(key)), 'content');
    },
  },
  {
    name: 'a refused putFile changes nothing and leaves the local file where it is',
    feature: 'conditionalPut',
    async run(store) {
      const key = `${fresh()}/once`;
      await store.putFile(key, await scratchFile(store, 'first'), { ifAbsent: true });
      const path = await scratchFile(store, 'second');
      await rejectsWithCode('PEN_ALREADY_EXISTS', () => store.putFile(key, path, { ifAbsent: true }));
      assert.equal(new TextDecoder().decode(await store.get(key)), 'first');
      assert.equal(await readFile(path, 'utf8'), 'second');
      const signal = AbortSignal.abort();
      await rejectsWithCode('PEN_ABORTED', () => store.putFile(`${key}-2`, path, { signal }));
      assert.equal(await readFile(path, 'utf8'), 'second');
      assert.equal(await store.head(`${key}-2`), undefined);
      await rm(path);
    },
  },
  {
    name: 'of racing putFile calls with ifAbsent exactly one wins',
    feature: 'conditionalPut',
    async run(store) {
      const key = `${fresh()}/race`;
      const paths = await Promise.all(Array.from({ length: 8 }, (_, i) => scratchFile(store, `writer ${i}`)));
      const tries = await Promise.allSettled(paths.map((path) => store.putFile(key, path, { ifAbsent: true })));
      const winners = tries.flatMap((item, i) => (item.status === 'fulfilled' ? [i] : []));
      assert.equal(winners.length, 1);
      assert.equal(new TextDecoder().decode(await store.get(key)), `writer ${winners[0]}`);
      await Promise.all(paths.map((path) => rm(path, { force: true })));
    },
  },
  {
    name: 'putFile of a local file that does not exist is PEN_NOT_FOUND',
    async run(store) {
      const missing = join(await store.scratchDir(), `suite-${randomUUID()}`);
      await rejectsWithCode('PEN_NOT_FOUND', () => store.putFile(`${fresh()}/a`, missing));
    },
  },
  {
    name: 'localFile gives a file with the bytes the object has now',
    async run(store) {
      const key = `${fresh()}/part-0.parquet`;
      await store.put(key, bytes('one'));
      const path = await store.localFile(key);
      assert.equal(await readFile(path, 'utf8'), 'one');
      assert.ok(path.endsWith('.parquet'), path);
      await store.put(key, bytes('two'));
      assert.equal(await readFile(await store.localFile(key), 'utf8'), 'two');
    },
  },
  {
    name: 'localFile of an absent object is PEN_NOT_FOUND',
    async run(store) {
      await rejectsWithCode('PEN_NOT_FOUND', () => store.localFile(`${fresh()}/none`));
    },
  },
  {
    name: 'localFile gives the object itself, not a copy',
    feature: 'localFiles',
    async run(store) {
      const key = `${fresh()}/a`;
      await store.put(key, bytes('one'));
      const path = await store.localFile(key);
      await store.put(key, bytes('two'));
      assert.equal(await store.localFile(key), path);
      assert.equal(await readFile(path, 'utf8'), 'two');
    },
  },
  {
    name: 'uris are URLs, one per key',
    async run(store) {
      const prefix = fresh();
      const keys = ['a', 'a b', 'a%20b', 'a/b', 'a%2Fb', 'a#b', 'a?b', 'ü'].map((name) => `${prefix}/${name}`);
      const uris = keys.map((key) => new URL(store.uri(key)).href);
      assert.equal(new Set(uris).size, keys.length);
    },
  },
];
