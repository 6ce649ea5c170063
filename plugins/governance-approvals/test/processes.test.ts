import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import storage from '@penstock/storage-fs';
import { expect, test } from 'vitest';
import { ObjectApprovals } from '../src/object-approvals.ts';

test('people deciding at once in processes of their own all count, and exactly one of them tips the scales', async () => {
  const root = await mkdtemp(join(tmpdir(), 'penstock-approvals-'));
  try {
    const people = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay'];
    const store = await openPlugin<ObjectStore>(storage, { dir: root, options: { root: '.' } });
    const approvals = new ObjectApprovals(store.value, 'approvals');
    const promotion = { model: 'm', version: '1', alias: 'champion', requestedBy: 'ada', reason: 'test' };
    const { request } = await approvals.request({ ...promotion, required: people.length });
    const children = await Promise.all(people.map((by) => start(root, request.id, by)));
    for (const { child } of children) child.stdin.write('go\n');
    const states = await Promise.all(children.map(async ({ lines }) => (await lines.next()).value));
    expect(states.filter((state) => state === 'approved')).toHaveLength(1);
    const [approval] = await approvals.list();
    expect(approval?.state).toBe('approved');
    expect(approval?.decisions.map(({ by }) => by).sort()).toEqual(people);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

async function start(root: string, id: string, by: string) {
  const script = fileURLToPath(new URL('decide-once.ts', import.meta.url));
  const child = spawn(process.execPath, [script, root, id, by], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('ready');
  return { child, lines };
}
