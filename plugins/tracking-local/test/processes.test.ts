import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openTracking } from './open-tracking.ts';
import { temporaryFolder } from './temporary-folder.ts';

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

test('processes that race for a new file, for versions and for an alias lose nothing', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'new', 'tracking.db');
  const children = await Promise.all(Array.from({ length: 6 }, () => start('registry-racer.ts', file, 'late', '15')));
  for (const { process } of children) process.stdin?.write('go\n');
  const printed = await Promise.all(children.map(({ lines }) => lines.next()));
  const made = printed.flatMap(({ value }) => JSON.parse(value) as string[]);
  expect(made.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 90 }, (_, index) => index + 1));
  await using opened = await openTracking(file);
  const { tracking } = opened;
  expect((await tracking.listModelVersions('late')).map(({ version }) => Number(version))).toEqual(
    Array.from({ length: 90 }, (_, index) => 90 - index),
  );
  const aliased = (await tracking.listModelVersions('late')).filter(({ aliases }) => aliases.includes('champion'));
  expect(aliased).toHaveLength(1);
  expect((await tracking.listExperiments()).map(({ name }) => name)).toEqual(['Default', 'late']);
});

test('a process killed while it logs loses no acknowledged batch and leaves none in part', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'tracking.db');
  const runId = await newRun(file);
  let acknowledged = -1;
  for (let round = 0; round < 6; round++) {
    const child = await start('log-forever.ts', file, runId, String(acknowledged + 1));
    const exit = once(child.process, 'exit');
    const wanted = 3 + 7 * round;
    for (let batch = 0; batch < wanted; batch++) acknowledged = Number((await child.lines.next()).value);
    child.process.kill('SIGKILL');
    await exit;
    await using opened = await openTracking(file);
    const params = Object.keys((await opened.tracking.getRun(runId))?.params ?? {});
    const logged = params.map((key) => Number(key.slice('batch '.length)));
    const counts = new Map<number, number>();
    for (const { timestamp } of await opened.tracking.metricHistory(runId, 'loss')) {
      counts.set(timestamp, (counts.get(timestamp) ?? 0) + 1);
    }
    for (let batch = 0; batch <= acknowledged; batch++) expect(logged).toContain(batch);
    expect([...counts].sort(([a], [b]) => a - b)).toEqual(logged.sort((a, b) => a - b).map((batch) => [batch, 50]));
    acknowledged = Math.max(...logged);
  }
});

async function newRun(file: string): Promise<string> {
  await using opened = await openTracking(file);
  const { experimentId } = await opened.tracking.ensureExperiment('killed');
  return (await opened.tracking.createRun({ experimentId })).runId;
}
