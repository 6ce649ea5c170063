import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type AuditEntry, AuditLog, type JsonValue } from '../../contracts/index.ts';
import { canonicalJson } from '../../json/canonical-json.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import { type Suite, suite } from '../suite.ts';

const origin = '0'.repeat(64);
const noJson: readonly unknown[] = [undefined, Number.NaN, 1n, { at: new Date() }, () => 1];

async function entries(log: AuditLog, options?: { after?: number; limit?: number }): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  for await (const entry of log.read(options)) found.push(entry);
  return found;
}

async function fill(log: AuditLog, count: number): Promise<readonly AuditEntry[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => log.append('suite.numbered', 'suite', { n })));
}

/** What every audit log promises. Each case needs a log of its own, empty at first. */
export const auditLogSuite: Suite<typeof AuditLog> = suite(AuditLog, [
  {
    name: 'an empty log verifies and reads as nothing',
    async run(log) {
      assert.deepEqual(await log.verify(), { ok: true, entries: 0, head: origin });
      assert.deepEqual(await log.verify({ head: origin }), { ok: true, entries: 0, head: origin });
      assert.deepEqual(await entries(log), []);
    },
  },
  {
    name: 'an entry carries what was given, a time, its number and the link to the entry before',
    async run(log) {
      const first = await log.append('suite.first', 'ada', { a: 1 });
      const second = await log.append('suite.second', 'bob', null);
      assert.deepEqual([first.sequence, first.event, first.actor, first.data], [1, 'suite.first', 'ada', { a: 1 }]);
      assert.deepEqual([second.sequence, second.previous, first.previous], [2, first.hash, origin]);
      assert.equal(new Date(first.at).toISOString(), first.at);
      assert.ok(Math.abs(Date.now() - Date.parse(first.at)) < 60_000);
    },
  },
  {
    name: 'the hash is the SHA-256 of the canonical JSON of all other fields',
    async run(log) {
      const data: JsonValue = { z: [1.5e30, -0.1, true, null, 'ü\u{1f600}\n"'], a: { b: {} }, '': '€' };
      const { hash, ...rest } = await log.append('suite.hash', 'ada', data);
      assert.equal(hash, createHash('sha256').update(canonicalJson(rest)).digest('hex'));
      assert.deepEqual((await entries(log))[0], { ...rest, hash });
    },
  },
  {
    name: 'entries appended at once are written in the order of the calls, without gaps',
    async run(log) {
      const appended = await fill(log, 50);
      assert.deepEqual(
        appended.map(({ sequence, data }) => [sequence, data]),
        Array.from({ length: 50 }, (_, n) => [n + 1, { n }]),
      );
      assert.deepEqual(await entries(log), appended);
      assert.deepEqual(await log.verify(), { ok: true, entries: 50, head: appended.at(-1)?.hash });
    },
  },
  {
    name: 'reading starts after an entry and stops at a limit',
    async run(log) {
      await fill(log, 40);
      const numbers = async (options: { after?: number; limit?: number }) =>
        (await entries(log, options)).map(({ sequence }) => sequence);
      assert.deepEqual(await numbers({ after: 37 }), [38, 39, 40]);
      assert.deepEqual(await numbers({ limit: 2 }), [1, 2]);
      assert.deepEqual(await numbers({ after: 20, limit: 3 }), [21, 22, 23]);
      assert.deepEqual(await numbers({ after: 40 }), []);
      assert.deepEqual(await numbers({ after: 100 }), []);
      assert.deepEqual(await numbers({ limit: 0 }), []);
      assert.equal((await numbers({ limit: 100 })).length, 40);
    },
  },
  {
    name: 'verifying finds a known head, early or last, and misses an unknown one',
    async run(log) {
      const appended = await fill(log, 5);
      const head = appended[4]?.hash;
      for (const { hash } of appended)
        assert.deepEqual(await log.verify({ head: hash }), { ok: true, entries: 5, head });
      const unknown = await log.verify({ head: 'f'.repeat(64) });
      assert.deepEqual([unknown.ok, unknown.firstBad?.sequence], [false, 6]);
      assert.ok(unknown.firstBad?.reason);
    },
  },
  {
    name: 'what the caller does with the data afterwards does not show',
    async run(log) {
      const data = { list: [1] };
      const appended = log.append('suite.mutable', 'ada', data);
      data.list.push(2);
      assert.deepEqual((await appended).data, { list: [1] });
    },
  },
  {
    name: 'an entry without event or actor, or with data that is not JSON, is refused and leaves no gap',
    async run(log) {
      await rejectsWithCode('PEN_EVENT_INVALID', () => log.append('', 'ada', 1));
      await rejectsWithCode('PEN_EVENT_INVALID', () => log.append('suite.x', '', 1));
      for (const data of noJson)
        await rejectsWithCode('PEN_EVENT_INVALID', () => log.append('suite.x', 'ada', data as JsonValue));
      assert.equal((await log.append('suite.good', 'ada', 1)).sequence, 1);
      assert.equal((await log.verify()).ok, true);
    },
  },
]);
