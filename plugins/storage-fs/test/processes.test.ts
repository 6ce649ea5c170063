import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FsObjectStore } from '../src/fs-object-store.ts';
import { HIDDEN } from '../src/key-path.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'penstock-fs-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

interface Child {
  readonly process: ChildProcess;
  readonly lines: AsyncIterator<string>;
}

/** Starts a script of this folder and waits for its first line. */
async function start(script: string, ...args: string[]): Promise<Child> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect(await lines.next()).toEqual({ done: false, value: 'ready' });
  return { process: child, lines };
}

test('of sixteen processes that create the same keys exactly one wins each, and its bytes are stored', async () => {
  const keys = Array.from({ length: 25 }, (_, i) => `race/${String(i).padStart(3, '0')}.json`);
  const names = Array.from({ length: 16 }, (_, i) => String.fromCharCode(97 + i));
  const children = await Promise.all(names.map((name) => start('put-racer.ts', root, name, ...keys)));
  for (const { process } of children) process.stdin?.write('go\n');
  const winners = new Map<string, string>();
  for (const [i, { lines }] of children.entries()) {
    const won = JSON.parse((await lines.next()).value) as string[];
    for (const key of won) {
      expect(winners.has(key), `${key} was won twice`).toBe(false);
      winners.set(key, names[i] ?? '');
    }
  }
  const store = await FsObjectStore.open(root);
  for (const key of keys) expect(new TextDecoder().decode(await store.get(key))).toBe(winners.get(key)?.repeat(1000));
  expect(await readdir(join(root, HIDDEN))).toEqual([]);
});

test('a process killed amid its puts leaves whole objects only, and no temporary file in listings', async () => {
  let objects = 0;
  for (let round = 0; round < 8; round++) {
    const child = await start('put-forever.ts', root);
    const exit = once(child.process, 'exit');
    for (let puts = 0; puts < 1 + 4 * round; puts++) await child.lines.next();
    child.process.kill('SIGKILL');
    await exit;
    const store = await FsObjectStore.open(root);
    for await (const { key, size } of store.list('')) {
      const body = (await store.get(key)) ?? new Uint8Array();
      expect(key.startsWith('killed/')).toBe(true);
      expect(body.length).toBe(size);
      const mark = body[0] ?? 0;
      expect(body.every((byte) => byte === mark)).toBe(true);
      expect((size - 1000) % 70001).toBe(0);
      objects++;
    }
  }
  expect(objects).toBeGreaterThan(0);
});

test('temporary files of crashed writers are swept away after a day, younger ones stay', async () => {
  const store = await FsObjectStore.open(root);
  const scratch = await store.scratchDir();
  const old = new Date(Date.now() - 25 * 3600 * 1000);
  for (const path of [join(root, HIDDEN, 'put-old'), join(scratch, 'old'), join(root, HIDDEN, 'put-young')])
    await writeFile(path, 'x');
  await utimes(join(root, HIDDEN, 'put-old'), old, old);
  await utimes(join(scratch, 'old'), old, old);
  await FsObjectStore.open(root);
  expect((await readdir(join(root, HIDDEN))).sort()).toEqual(['put-young', 'scratch']);
  expect(await readdir(scratch)).toEqual([]);
});
