import type { AuditEntry, ObjectStore } from '@penstock/core/contracts';
import { memoryObjectStore, rejectsWithCode } from '@penstock/core/testing';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeEntry, sealed } from '../src/entry.ts';
import { ObjectAuditLog } from '../src/object-audit-log.ts';

const silent = { error() {} };
const key = (sequence: number) => `audit/${String(sequence).padStart(12, '0')}.json`;
let store: ObjectStore;
let log: ObjectAuditLog;
let written: AuditEntry[];

beforeEach(async () => {
  store = memoryObjectStore();
  log = new ObjectAuditLog(store, 'audit', silent);
  written = [];
  for (let n = 1; n <= 20; n++) written.push(await log.append('test.event', 'ada', { n }));
});

const entry = (sequence: number): AuditEntry => {
  const found = written[sequence - 1];
  if (!found) throw new Error(`no entry ${sequence}`);
  return found;
};
const text = async (sequence: number) => new TextDecoder().decode(await store.get(key(sequence)));
const write = (sequence: number, content: string) => store.put(key(sequence), new TextEncoder().encode(content));

describe('verify finds', () => {
  test('an altered entry', async () => {
    await write(7, (await text(7)).replace('{"n":7}', '{"n":8}'));
    expect(await log.verify()).toEqual({
      ok: false,
      entries: 6,
      head: entry(6).hash,
      firstBad: { sequence: 7, reason: 'its content does not fit its hash' },
    });
  });

  test('an altered entry whose hash was made to fit again', async () => {
    const { hash: _, ...rest } = entry(7);
    await store.put(key(7), encodeEntry(sealed({ ...rest, actor: 'eve' })));
    expect((await log.verify()).firstBad).toEqual({
      sequence: 8,
      reason: 'it does not follow from the entry before it',
    });
  });

  test('an entry with a second value hidden under the same name', async () => {
    await write(7, (await text(7)).replace('{"actor":"ada"', '{"actor":"eve","actor":"ada"'));
    expect((await log.verify()).firstBad).toEqual({ sequence: 7, reason: 'it is not in canonical form' });
  });

  test('a deleted entry', async () => {
    await store.delete(key(7));
    expect((await log.verify()).firstBad).toEqual({ sequence: 7, reason: 'it is missing' });
    await store.delete(key(1));
    expect((await log.verify()).firstBad).toEqual({ sequence: 1, reason: 'it is missing' });
  });

  test('a deleted stretch longer than what is fetched at once', async () => {
    for (let n = 2; n <= 19; n++) await store.delete(key(n));
    expect((await log.verify()).firstBad).toEqual({ sequence: 2, reason: 'it is missing' });
  });

  test('a truncated tail, when a head is known', async () => {
    for (const n of [18, 19, 20]) await store.delete(key(n));
    expect((await log.verify()).ok).toBe(true);
    expect(await log.verify({ head: entry(20).hash })).toEqual({
      ok: false,
      entries: 17,
      head: entry(17).hash,
      firstBad: { sequence: 18, reason: 'the log ends before the known head, or was rewritten' },
    });
    expect((await log.verify({ head: entry(17).hash })).ok).toBe(true);
  });

  test('exchanged entries', async () => {
    const [a, b] = [await text(7), await text(8)];
    await write(7, b);
    await write(8, a);
    expect((await log.verify()).firstBad).toEqual({ sequence: 7, reason: 'it holds entry 8' });
  });

  test('an inserted entry that pushes the others back', async () => {
    for (let n = 20; n >= 7; n--) await write(n + 1, await text(n));
    const inserted = sealed({ ...entry(7), data: 'inserted', previous: entry(6).hash });
    const { hash: _, ...rest } = inserted;
    await store.put(key(7), encodeEntry(sealed(rest)));
    expect((await log.verify()).firstBad?.sequence).toBe(8);
  });

  test('an inserted entry far beyond the end', async () => {
    const { hash: _, ...rest } = entry(20);
    await store.put(key(5000), encodeEntry(sealed({ ...rest, sequence: 5000 })));
    expect((await log.verify()).firstBad).toEqual({ sequence: 21, reason: 'it is missing' });
  });

  test('bytes that are no entry', async () => {
    for (const content of ['', 'null', '{}', '{"sequence":7}', '\ufeff{}']) {
      await write(7, content);
      expect((await log.verify()).firstBad).toEqual({ sequence: 7, reason: 'it is damaged' });
    }
    await store.put(key(7), new Uint8Array([0xff, 0xfe]));
    expect((await log.verify()).firstBad).toEqual({ sequence: 7, reason: 'it is damaged' });
  });

  test('any change of any byte of any entry', async () => {
    const change = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([sequence, at, mask]) => {
        const original = (await store.get(key(sequence))) ?? new Uint8Array();
        const changed = new Uint8Array(original);
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ mask;
        await store.put(key(sequence), changed);
        const { ok, firstBad } = await log.verify();
        await store.put(key(sequence), original);
        expect(ok).toBe(false);
        expect(firstBad?.sequence).toBe(sequence);
      }),
    );
    expect((await log.verify()).ok).toBe(true);
  });
});

test('reading stops at a damaged entry, and names it', async () => {
  await write(3, 'nonsense');
  const seen: number[] = [];
  const error = await rejectsWithCode('PEN_AUDIT_BROKEN', async () => {
    for await (const { sequence } of log.read()) seen.push(sequence);
  });
  expect(seen).toEqual([1, 2]);
  expect(error.message).toContain(key(3));
});

test('other objects under the prefix do not disturb', async () => {
  await store.put('audit/README.md', new Uint8Array([1]));
  await store.put('audit/000000000007.json.bak', new Uint8Array([1]));
  expect(await log.verify()).toEqual({ ok: true, entries: 20, head: entry(20).hash });
  expect((await new ObjectAuditLog(store, 'audit', silent).append('test.event', 'ada', 0)).sequence).toBe(21);
});

test('a log with a gap or a damaged end goes on recording after its end, so that no tampering silences it', async () => {
  const errors: string[] = [];
  await store.delete(key(10));
  await write(20, 'nonsense');
  const reopened = new ObjectAuditLog(store, 'audit', { error: (message) => errors.push(message) });
  expect((await reopened.append('test.event', 'ada', 0)).sequence).toBe(21);
  expect(errors[0]).toContain(key(20));
  expect((await reopened.verify()).firstBad).toEqual({ sequence: 10, reason: 'it is missing' });
});
