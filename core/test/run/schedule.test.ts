import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schedule, type Task } from '../../src/runtime/run/schedule.ts';

interface Made extends Task {
  readonly fails: boolean;
  readonly ticks: number;
}

/** Graphs whose edges only go back, with tasks that fail or take a few turns of the event loop. */
const graphs = fc
  .array(fc.record({ edges: fc.array(fc.nat(20), { maxLength: 4 }), fails: fc.boolean(), ticks: fc.nat(3) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((nodes): Made[] =>
    nodes.map(({ edges, fails, ticks }, i) => ({
      name: `t${i}`,
      after: i === 0 ? [] : [...new Set(edges.map((edge) => `t${edge % i}`))],
      fails,
      ticks,
    })),
  );

describe('schedule', () => {
  test('runs each task once, after its inputs, never more at once than allowed; failures take dependants along', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 4 }), async (tasks, concurrency) => {
        const done: string[] = [];
        let running = 0;
        const ends = await schedule(tasks, {
          concurrency,
          signal: new AbortController().signal,
          run: async (task) => {
            running += 1;
            expect(running).toBeLessThanOrEqual(concurrency);
            expect(task.after.every((name) => done.includes(name))).toBe(true);
            for (let tick = 0; tick < task.ticks; tick += 1) await Promise.resolve();
            running -= 1;
            expect(done).not.toContain(task.name);
            if (!task.fails) done.push(task.name);
            return task.fails ? 'failed' : 'ok';
          },
          skip: async () => {},
        });
        for (const task of tasks) {
          const blocked = task.after.some((name) => ends.get(name) !== 'ok');
          expect(ends.get(task.name)).toBe(blocked ? 'skipped' : task.fails ? 'failed' : 'ok');
        }
      }),
    );
  });

  test('after an abort nothing new is started and what is left is skipped', async () => {
    const abort = new AbortController();
    const tasks: Task[] = [
      { name: 'a', after: [] },
      { name: 'b', after: ['a'] },
      { name: 'c', after: [] },
    ];
    const skipped: string[] = [];
    const ends = await schedule(tasks, {
      concurrency: 1,
      signal: abort.signal,
      run: async () => {
        abort.abort();
        return 'ok';
      },
      skip: async (task) => void skipped.push(task.name),
    });
    expect([...ends]).toEqual(
      expect.arrayContaining([
        ['a', 'ok'],
        ['b', 'skipped'],
        ['c', 'skipped'],
      ]),
    );
    expect(skipped.sort()).toEqual(['b', 'c']);
  });

  test('an error of the runner itself is thrown once the running tasks have ended', async () => {
    let ended = false;
    const tasks: Task[] = [
      { name: 'a', after: [] },
      { name: 'b', after: [] },
    ];
    const run = async (task: Task) => {
      if (task.name === 'a') throw new Error('journal lost');
      await new Promise((resolve) => setImmediate(resolve));
      ended = true;
      return 'ok' as const;
    };
    await expect(
      schedule(tasks, { concurrency: 2, signal: new AbortController().signal, run, skip: async () => {} }),
    ).rejects.toThrow('journal lost');
    expect(ended).toBe(true);
  });
});
