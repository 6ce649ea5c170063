import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PenstockError } from '@penstock/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FsObjectStore } from '../src/fs-object-store.ts';

/** What the store should be: a map, except that a folder cannot hold both `a` and `a/b`. */
class Model {
  readonly objects = new Map<string, Uint8Array>();

  put(key: string, body: Uint8Array, ifAbsent: boolean): string {
    const clash = [...this.objects.keys()].some((other) => other.startsWith(`${key}/`) || key.startsWith(`${other}/`));
    if (clash) return 'PEN_INVALID_KEY';
    if (ifAbsent && this.objects.has(key)) return 'PEN_ALREADY_EXISTS';
    this.objects.set(key, body);
    return 'stored';
  }

  list(prefix: string, startAfter: string | undefined): string[] {
    const bytes = (key: string) => Buffer.from(key);
    return [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .filter((key) => startAfter === undefined || Buffer.compare(bytes(key), bytes(startAfter)) > 0)
      .sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
  }
}

const segment = fc.constantFrom('a', 'a-', 'a0', 'b', '%2F', 'x y', '\uff21', '\u{1f600}');
const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const part = fc
  .tuple(key, fc.nat(8))
  .map(([whole, length]) => whole.slice(0, length))
  .filter((text) => text.isWellFormed());
const content = fc.uint8Array({ maxLength: 40 });

const command = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key, content, ifAbsent: fc.boolean() }),
  fc.record({
    kind: fc.constant('get' as const),
    key,
    start: fc.integer({ min: -50, max: 50 }),
    end: fc.option(fc.nat(50), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('delete' as const), key }),
  fc.record({
    kind: fc.constant('list' as const),
    prefix: part,
    startAfter: fc.option(fc.oneof(key, part), { nil: undefined }),
  }),
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

async function step(store: FsObjectStore, model: Model, item: Command): Promise<void> {
  if (item.kind === 'put') {
    const outcome = await store.put(item.key, item.content, { ifAbsent: item.ifAbsent }).then(
      () => 'stored',
      (error: unknown) => (PenstockError.is(error) ? error.code : String(error)),
    );
    expect(outcome).toBe(model.put(item.key, item.content, item.ifAbsent));
  } else if (item.kind === 'get') {
    const { start, end } = item;
    const whole = model.objects.get(item.key);
    expect(await store.get(item.key)).toEqual(whole);
    const from = start < 0 ? Math.max(0, (whole?.length ?? 0) + start) : start;
    expect(await store.get(item.key, { range: { start, end } })).toEqual(
      whole?.slice(from, Math.max(from, end ?? 1e9)),
    );
  } else if (item.kind === 'delete') {
    await store.delete(item.key);
    model.objects.delete(item.key);
  } else {
    const found: string[] = [];
    for await (const info of store.list(item.prefix, { startAfter: item.startAfter })) {
      expect(info.size).toBe(model.objects.get(info.key)?.length);
      expect(await store.head(info.key)).toEqual(info);
      found.push(info.key);
    }
    expect(found).toEqual(model.list(item.prefix, item.startAfter));
  }
}

test('any sequence of calls gives what a sorted map would give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
      const root = await mkdtemp(join(tmpdir(), 'penstock-fs-'));
      try {
        const store = await FsObjectStore.open(root);
        const model = new Model();
        for (const item of commands) await step(store, model, item);
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    }),
    { numRuns: 60 },
  );
});
