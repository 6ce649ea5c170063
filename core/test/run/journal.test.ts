import { memoryObjectStore } from '@penstock/core/testing';
import { describe, expect, test } from 'vitest';
import { IntentLog } from '../../src/runtime/run/intent-log.ts';
import { Journal, listRunIds, newRunId, nextRunId, readRun } from '../../src/runtime/run/journal.ts';

const at = '2026-01-02T03:04:05.000Z';
const started = {
  event: 'runStarted',
  runId: 'r1',
  pipeline: 'p',
  at,
  steps: ['a', 'b'],
  resumed: false,
  by: 'me',
  proposal: { pipeline: 'p', tags: {} },
} as const;
const step = {
  event: 'stepFinished',
  runId: 'r1',
  pipeline: 'p',
  step: 'a',
  kind: 'table',
  at,
  status: 'failed',
  durationMs: 5,
} as const;

describe('the journal of a run', () => {
  test('gives back what happened, with the newest result of each step', async () => {
    const store = memoryObjectStore();
    const journal = await Journal.open(store, 'r1');
    await journal.append(started);
    await journal.append(step);
    const resumed = await Journal.open(store, 'r1');
    await resumed.append({ ...step, status: 'succeeded' });
    expect(await readRun(store, 'r1')).toMatchObject({
      status: 'open',
      by: 'me',
      plannedSteps: ['a', 'b'],
      steps: [{ step: 'a', status: 'succeeded' }],
    });
    await resumed.append({ event: 'runFinished', runId: 'r1', pipeline: 'p', at, status: 'succeeded', durationMs: 9 });
    expect(await readRun(store, 'r1')).toMatchObject({ status: 'succeeded', durationMs: 9 });
  });

  test('two processes cannot both write it: the later one is told that it lost the run', async () => {
    const store = memoryObjectStore();
    const [first, second] = [await Journal.open(store, 'r1'), await Journal.open(store, 'r1')];
    await first.append(started);
    await expect(second.append(step)).rejects.toMatchObject({ code: 'PEN_RUN_LOST' });
  });

  test('a run that does not exist is absent', async () => {
    expect(await readRun(memoryObjectStore(), 'nope')).toBeUndefined();
  });

  test('run ids sort by time', async () => {
    const store = memoryObjectStore();
    const ids = [
      new Date('2026-01-02T03:04:05Z'),
      new Date('2026-01-02T03:04:06Z'),
      new Date('2027-01-01T00:00:00Z'),
    ].map(newRunId);
    for (const runId of ids) await (await Journal.open(store, runId)).append({ ...started, runId });
    expect(await listRunIds(store)).toEqual(ids.toReversed());
  });
});

describe('the id of the next run', () => {
  test('sorts after all others, also within a second and when the clock was set back', async () => {
    const store = memoryObjectStore();
    const made: string[] = [];
    for (const time of [
      '2026-01-02T03:04:05.100Z',
      '2026-01-02T03:04:05.101Z',
      '2025-12-31T23:59:59.999Z',
      '2020-02-29T00:00:00Z',
    ]) {
      const runId = await nextRunId(store, new Date(time));
      expect(runId).toMatch(/^\d{8}-\d{6}-[0-9a-f]{6}$/);
      await (await Journal.open(store, runId)).append({ ...started, runId });
      made.push(runId);
    }
    expect(await listRunIds(store)).toEqual(made.toReversed());
  });
});

describe('the intents of a flow', () => {
  test('of several attempts at a number the newest counts, until it is taken back', async () => {
    const log = new IntentLog(memoryObjectStore(), 'p', 'a');
    await log.add({ sequence: 1, runId: 'one', at });
    await log.add({ sequence: 2, runId: 'one', at });
    const second = await log.add({ sequence: 2, attempt: 2, runId: 'two', at });
    for (let attempt = 3; attempt <= 11; attempt += 1) await log.add({ sequence: 2, attempt, runId: `${attempt}`, at });
    expect((await log.all()).map(({ sequence, attempt }) => [sequence, attempt])).toEqual([
      [1, undefined],
      [2, 11],
    ]);
    await expect(log.add(second)).rejects.toMatchObject({ code: 'PEN_RUN_LOST' });
    const attempts = await log.attempts(2);
    expect(attempts.map(({ attempt = 1 }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (const attempt of attempts.slice(2)) await log.remove(attempt);
    expect((await log.all()).at(-1)).toEqual(second);
  });

  test('are kept in order, and a number can be taken only once', async () => {
    const log = new IntentLog(memoryObjectStore(), 'p', 'a');
    for (let sequence = 1; sequence <= 12; sequence += 1) await log.add({ sequence, runId: 'r', at });
    expect((await log.all()).map((intent) => intent.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    await expect(log.add({ sequence: 12, runId: 'other', at })).rejects.toMatchObject({ code: 'PEN_RUN_LOST' });
  });
});
