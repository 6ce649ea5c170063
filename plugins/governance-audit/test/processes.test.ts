import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AuditEntry, ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import storage from '@penstock/storage-fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ObjectAuditLog } from '../src/object-audit-log.ts';

let root: string;
let log: ObjectAuditLog;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'penstock-audit-'));
  const store = await openPlugin<ObjectStore>(storage, { dir: root, options: { root: '.' } });
  log = new ObjectAuditLog(store.value, 'audit', console);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function start(name: string, count: number) {
  const script = fileURLToPath(new URL('append-many.ts', import.meta.url));
  const child = spawn(process.execPath, [script, root, name, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return { child, lines };
}

async function readAll(): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of log.read()) entries.push(entry);
  return entries;
}

test('processes that append at once make one chain with every entry in it once, each one’s in its order', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const children = await Promise.all(names.map((name) => start(name, 30)));
  for (const { child } of children) child.stdin.write('go\n');
  const hashes = await Promise.all(
    children.map(async ({ lines }) => JSON.parse((await lines.next()).value ?? '') as string[]),
  );
  const entries = await readAll();
  expect(await log.verify()).toMatchObject({ ok: true, entries: 180 });
  expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 180 }, (_, i) => i + 1));
  for (const [i, name] of names.entries()) {
    const own = entries.filter(({ actor }) => actor === name);
    expect(own.map(({ data }) => data)).toEqual(Array.from({ length: 30 }, (_, n) => ({ n })));
    expect(own.map(({ hash }) => hash)).toEqual(hashes[i]);
  }
});

test('a process killed while it appends leaves a chain that verifies and goes on', async () => {
  for (let round = 0; round < 3; round++) {
    const { child } = await start('killed', 100_000);
    child.stdin.write('go\n');
    const before = (await readAll()).length;
    while ((await readAll()).length < before + 5 + 20 * round);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const entries = await readAll();
    expect(await log.verify()).toMatchObject({ ok: true, entries: entries.length });
    const next = await log.append('test.after', 'ada', null);
    expect(next.previous).toBe(entries.at(-1)?.hash);
  }
});
