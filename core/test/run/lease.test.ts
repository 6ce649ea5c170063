import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryObjectStore } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { Lease } from '../../src/runtime/run/lease.ts';

const busy = (runId: string) =>
  expect.objectContaining({ code: 'PEN_PIPELINE_BUSY', message: expect.stringContaining(runId) });

describe('the lease of a pipeline', () => {
  test('a second run is refused and told who holds the pipeline', async () => {
    const store = memoryObjectStore();
    await using held = await Lease.acquire(store, 'p', 'run-1');
    expect(held.lost.aborted).toBe(false);
    await expect(Lease.acquire(store, 'p', 'run-2')).rejects.toThrow(busy('run-1'));
    expect(await Lease.holder(store, 'p')).toBe('run-1');
  });

  test('other pipelines are free', async () => {
    const store = memoryObjectStore();
    await using _a = await Lease.acquire(store, 'a', 'run-1');
    await using _b = await Lease.acquire(store, 'b', 'run-2');
    expect(await Lease.holder(store, 'b')).toBe('run-2');
  });

  test('a released lease can be taken at once, as often as wanted', async () => {
    const store = memoryObjectStore();
    for (const run of ['run-1', 'run-2', 'run-3']) {
      await using _ = await Lease.acquire(store, 'p', run);
      expect(await Lease.holder(store, 'p')).toBe(run);
    }
    expect(await Lease.holder(store, 'p')).toBeUndefined();
  });

  test('of many that try at once exactly one wins', async () => {
    const store = memoryObjectStore();
    const tries = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => Lease.acquire(store, 'p', `run-${i}`)));
    const won = tries.filter((item) => item.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const item of tries)
      if (item.status === 'rejected') expect(item.reason).toMatchObject({ code: 'PEN_PIPELINE_BUSY' });
    await won[0]?.value[Symbol.asyncDispose]();
  });

  test('the lease of a process that was killed can be taken at once', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'penstock-lease-'));
    const child = join(dir, 'hold.ts');
    const lease = new URL('../../src/runtime/run/lease.ts', import.meta.url).href;
    await writeFile(
      child,
      `import { Lease } from '${lease}';
const objects = new Map();
await Lease.acquire({ list: async function* () {}, get: async () => undefined, put: async (key, body) => { objects.set(key, body); process.send?.(new TextDecoder().decode(body)); }, delete: async () => {}, uri: (key) => key } as never, 'p', 'killed').catch(() => {});
setInterval(() => {}, 1000);`,
    );
    const process_ = fork(child, { stdio: 'ignore' });
    const [record] = (await once(process_, 'message')) as [string];
    const store = memoryObjectStore();
    await store.put('_penstock/leases/p/000000000001.json', new TextEncoder().encode(record));
    await expect(Lease.acquire(store, 'p', 'second')).rejects.toThrow(busy('killed'));
    process_.kill('SIGKILL');
    await once(process_, 'exit');
    await using _ = await Lease.acquire(store, 'p', 'second');
    expect(await Lease.holder(store, 'p')).toBe('second');
    await rm(dir, { recursive: true });
  });
});
