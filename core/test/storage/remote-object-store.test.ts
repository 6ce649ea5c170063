import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ObjectStore } from '../../src/contracts/object-store.ts';
import { compareKeys } from '../../src/index.ts';
import { FileCache, RemoteObjectStore } from '../../src/storage/index.ts';
import { conform, objectStoreSuite } from '../../src/testing/index.ts';
import { MemoryBackend } from './memory-backend.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'penstock-remote-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function storeOn(backend: MemoryBackend, probe = true): Promise<RemoteObjectStore> {
  const cache = await FileCache.open({ folder: join(dir, 'cache'), maxBytes: 1e9, keepMs: 1000 });
  const limits = { attempts: 3, timeoutMs: 30_000, firstDelayMs: 1, maxDelayMs: 10 };
  const rest = { prefix: 'deep/down/', scope: 'memory', partBytes: 1024 * 1024, parallel: 3, probe };
  return new RemoteObjectStore(backend, { ...rest, cache, limits });
}

const habits = [
  { suffixRanges: true, listingOrder: 'utf-8' },
  { suffixRanges: false, listingOrder: 'utf-16' },
  { suffixRanges: false, listingOrder: 'unsorted' },
] as const;

describe.each(habits)('on a service with %o', (habit) => {
  const claims = { provides: ObjectStore, features: { conditionalPut: true } };
  conform(objectStoreSuite, test, claims, async () => ({
    value: await storeOn(new MemoryBackend({ ...habit, pageSize: 1000 })),
    async close() {},
  }));

  test('listings are those of a sorted map, whatever the keys, the prefix and the start', async () => {
    const segment = fc.constantFrom('a', 'a-', 'a0', 'b', '\ue000', '\uff21', '\u{1f600}', '\u{1f600}z');
    const key = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    const start = fc.oneof(key, fc.constantFrom('\u0001', 'a\u0001', '\u{10ffff}'));
    const prefix = fc.constantFrom('', 'a', 'a/', '\u{1f600}', 'b/a');
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key),
        fc.option(start, { nil: undefined }),
        prefix,
        async (keys, startAfter, part) => {
          const backend = new MemoryBackend({ ...habit, pageSize: 3 });
          const store = await storeOn(backend);
          for (const name of keys) await store.put(name, new Uint8Array());
          const expected = keys
            .filter((name) => name.startsWith(part) && (startAfter === undefined || compareKeys(name, startAfter) > 0))
            .sort(compareKeys);
          const found = await Array.fromAsync(store.list(part, { startAfter }), (info) => info.key);
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test('a body larger than the parts allowed goes up in larger parts', async () => {
  const backend = new MemoryBackend();
  const store = await storeOn(backend);
  const body = new Uint8Array(15 * 1024 * 1024).fill(7);
  await store.put('a', body, { ifAbsent: true });
  expect(Buffer.compare((await store.get('a')) ?? new Uint8Array(), body)).toBe(0);
  expect(backend.uploads.get(backend.objects.get('deep/down/a')?.writeId ?? '')?.length).toBeLessThanOrEqual(10);
});

test('the keys of a listing are those of the store, and its prefix keeps others out', async () => {
  const backend = new MemoryBackend();
  const store = await storeOn(backend, false);
  await store.put('a', new Uint8Array());
  await backend.put({ name: 'deep/downstream', body: new Uint8Array(), writeId: '', ifAbsent: false });
  expect([...backend.objects.keys()]).toEqual(['deep/down/a', 'deep/downstream']);
  expect(await Array.fromAsync(store.list(''), ({ key }) => key)).toEqual(['a']);
});

test('keys that are too long together with the prefix are refused', async () => {
  const store = await storeOn(new MemoryBackend());
  await expect(store.put('x'.repeat(1020), new Uint8Array())).rejects.toMatchObject({ code: 'PEN_INVALID_KEY' });
});
