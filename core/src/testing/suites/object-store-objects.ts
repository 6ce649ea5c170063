import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ObjectStore } from '../../contracts/object-store.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';

type Cases = Suite<typeof ObjectStore>['cases'];

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Uint8Array | undefined) => (body === undefined ? undefined : new TextDecoder().decode(body));
const fresh = () => `suite-${randomUUID()}`;

const invalidKeys = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  './a',
  'a/.',
  '../a',
  'a/../b',
  'a\0b',
  'a\ud800',
  'x'.repeat(1025),
];

/** Bytes in, bytes out: get, head, put, delete. */
export const objectCases: Cases = [
  {
    name: 'what was put is got, with the size and etag that put and head agree on',
    async run(store) {
      const key = `${fresh()}/a.txt`;
      const info = await store.put(key, bytes('hello'));
      assert.equal(text(await store.get(key)), 'hello');
      assert.deepEqual({ key: info.key, size: info.size }, { key, size: 5 });
      assert.ok(info.etag.length > 0);
      assert.ok(Math.abs(Date.now() - info.modified.getTime()) < 24 * 3600 * 1000);
      const head = await store.head(key);
      assert.deepEqual({ key: head?.key, size: head?.size, etag: head?.etag }, { key, size: 5, etag: info.etag });
    },
  },
  {
    name: 'absent objects are undefined',
    async run(store) {
      const key = `${fresh()}/none`;
      assert.equal(await store.get(key), undefined);
      assert.equal(await store.get(key, { range: { start: 0, end: 1 } }), undefined);
      assert.equal(await store.head(key), undefined);
    },
  },
  {
    name: 'the parents of a key are no objects',
    async run(store) {
      const key = fresh();
      await store.put(`${key}/a/b`, bytes('x'));
      assert.equal(await store.get(`${key}/a`), undefined);
      assert.equal(await store.head(`${key}/a`), undefined);
      assert.equal(await store.get(`${key}/a/b/c`), undefined);
      await store.delete(`${key}/a`);
      assert.equal(text(await store.get(`${key}/a/b`)), 'x');
    },
  },
  {
    name: 'a put replaces the object and changes the etag, even at equal size',
    async run(store) {
      const key = `${fresh()}/a`;
      const etags = new Set<string>();
      for (const word of ['one', 'two', 'six', 'ten']) {
        etags.add((await store.put(key, bytes(word))).etag);
        assert.equal(text(await store.get(key)), word);
      }
      assert.equal(etags.size, 4);
    },
  },
  {
    name: 'an empty object exists',
    async run(store) {
      const key = `${fresh()}/empty`;
      assert.equal((await store.put(key, new Uint8Array())).size, 0);
      assert.equal((await store.get(key))?.length, 0);
      assert.equal((await store.head(key))?.size, 0);
    },
  },
  {
    name: 'a view of a larger buffer stores the view alone, and later changes of it do not show',
    async run(store) {
      const key = `${fresh()}/view`;
      const whole = bytes('0123456789');
      await store.put(key, whole.subarray(2, 5));
      whole.fill(0);
      const got = await store.get(key);
      assert.equal(text(got), '234');
      got?.fill(0);
      assert.equal(text(await store.get(key)), '234');
    },
  },
  {
    name: 'eight mebibytes come back byte by byte',
    async run(store) {
      const key = `${fresh()}/large`;
      const body = Uint8Array.from({ length: 8 * 1024 * 1024 }, (_, i) => (i * 31 + (i >> 8)) & 255);
      await store.put(key, body);
      assert.equal(Buffer.compare((await store.get(key)) ?? new Uint8Array(), body), 0);
    },
  },
  {
    name: 'ranges give what there is of them',
    async run(store) {
      const key = `${fresh()}/range`;
      await store.put(key, bytes('0123456789'));
      const read = async (start: number, end?: number) => text(await store.get(key, { range: { start, end } }));
      assert.equal(await read(0, 3), '012');
      assert.equal(await read(4), '456789');
      assert.equal(await read(8, 99), '89');
      assert.equal(await read(10, 12), '');
      assert.equal(await read(99), '');
      assert.equal(await read(3, 3), '');
      assert.equal(await read(-4), '6789');
      assert.equal(await read(-4, 8), '67');
      assert.equal(await read(-99), '0123456789');
    },
  },
  {
    name: 'put-if-absent creates once and leaves the first object alone',
    feature: 'conditionalPut',
    async run(store) {
      const key = `${fresh()}/once`;
      const first = await store.put(key, bytes('first'), { ifAbsent: true });
      await rejectsWithCode('PEN_ALREADY_EXISTS', () => store.put(key, bytes('second'), { ifAbsent: true }));
      assert.equal(text(await store.get(key)), 'first');
      assert.equal((await store.head(key))?.etag, first.etag);
      await store.delete(key);
      await store.put(key, bytes('again'), { ifAbsent: true });
      assert.equal(text(await store.get(key)), 'again');
    },
  },
  {
    name: 'of racing put-if-absent calls exactly one wins, and its bytes are stored',
    feature: 'conditionalPut',
    async run(store) {
      for (let round = 0; round < 5; round++) {
        const key = `${fresh()}/race`;
        const tries = await Promise.allSettled(
          Array.from({ length: 16 }, (_, i) => store.put(key, bytes(`writer ${i}`), { ifAbsent: true })),
        );
        const winners = tries.flatMap((item, i) => (item.status === 'fulfilled' ? [i] : []));
        assert.equal(winners.length, 1);
        for (const item of tries)
          if (item.status === 'rejected')
            assert.ok(PenstockError.is(item.reason, 'PEN_ALREADY_EXISTS'), String(item.reason));
        assert.equal(text(await store.get(key)), `writer ${winners[0]}`);
      }
    },
  },
  {
    name: 'readers see the old or the new object, never a mixture',
    async run(store) {
      const key = `${fresh()}/swap`;
      const size = 256 * 1024;
      await store.put(key, new Uint8Array(size).fill(0));
      const write = async () => {
        for (let i = 1; i <= 10; i++) await store.put(key, new Uint8Array(size + i).fill(i));
      };
      const read = async () => {
        for (let i = 0; i < 20; i++) {
          const body = (await store.get(key)) ?? new Uint8Array();
          const mark = body[0] ?? 0;
          assert.equal(body.length, size + mark);
          assert.ok(body.every((byte) => byte === mark));
        }
      };
      await Promise.all([write(), read(), read()]);
    },
  },
  {
    name: 'delete removes, and does so again without an error',
    async run(store) {
      const key = `${fresh()}/gone`;
      await store.put(key, bytes('x'));
      await store.delete(key);
      assert.equal(await store.get(key), undefined);
      await store.delete(key);
      await store.put(key, bytes('back'));
      assert.equal(text(await store.get(key)), 'back');
    },
  },
  {
    name: 'keys that are empty, absolute, malformed or leave the store are refused everywhere',
    async run(store) {
      for (const key of invalidKeys) {
        await rejectsWithCode('PEN_INVALID_KEY', () => store.get(key));
        await rejectsWithCode('PEN_INVALID_KEY', () => store.head(key));
        await rejectsWithCode('PEN_INVALID_KEY', () => store.put(key, bytes('x')));
        await rejectsWithCode('PEN_INVALID_KEY', () => store.delete(key));
        await rejectsWithCode('PEN_INVALID_KEY', () => store.localFile(key));
        await rejectsWithCode('PEN_INVALID_KEY', () => store.putFile(key, '/nonexistent'));
        await rejectsWithCode('PEN_INVALID_KEY', () => store.uri(key));
      }
    },
  },
  {
    name: 'an aborted signal stops every call with PEN_ABORTED and nothing is written',
    async run(store) {
      const prefix = fresh();
      await store.put(`${prefix}/there`, bytes('x'));
      const signal = AbortSignal.abort(new Error('stop'));
      await rejectsWithCode('PEN_ABORTED', () => store.get(`${prefix}/there`, { signal }));
      await rejectsWithCode('PEN_ABORTED', () => store.head(`${prefix}/there`, { signal }));
      await rejectsWithCode('PEN_ABORTED', () => store.put(`${prefix}/new`, bytes('x'), { signal }));
      await rejectsWithCode('PEN_ABORTED', () => store.delete(`${prefix}/there`, { signal }));
      await rejectsWithCode('PEN_ABORTED', () => store.localFile(`${prefix}/there`, { signal }));
      await rejectsWithCode('PEN_ABORTED', () => store.list(prefix, { signal })[Symbol.asyncIterator]().next());
      assert.equal(await store.get(`${prefix}/new`), undefined);
      assert.equal(text(await store.get(`${prefix}/there`)), 'x');
    },
  },
];
