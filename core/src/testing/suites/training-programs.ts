import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainProgress } from '../../contracts/trainer.ts';
import type { TrainingBackend } from '../../contracts/training-backend.ts';
import type { Suite } from '../suite.ts';
import { done, withJobs } from './training-job.ts';

/** Programs of both kinds, what they are given and what comes back. */
export const programCases: Suite<typeof TrainingBackend>['cases'] = [
  {
    name: 'a module gets the job and gives its result',
    run: (backend) =>
      withJobs(async (jobs) => {
        const job = await jobs.module(
          `const { data, features, label, task, params, seed, modelDir, checkpointDir } = context;
           writeFileSync(modelDir + '/seen.json', JSON.stringify({ data, features, label, task, params, seed }));
           writeFileSync(checkpointDir + '/last', 'saved');
           return { metrics: { auc: 0.75, nan: NaN, max: -Infinity }, flavors: { own: { data: 'seen.json', deep: [1, { a: null }] } },
             importance: { distance: 1 } };`,
          {
            data: { train: '/data/train.arrow', valid: '/data/valid.arrow' },
            features: [
              { name: 'distance', type: 'numeric' },
              { name: 'origin "x"', type: 'categorical' },
            ],
            task: 'regression',
            params: { trees: 100, rate: 0.1, kind: 'gbt', early: true },
            seed: 42,
          },
        );
        assert.deepEqual(await backend.run(job), {
          metrics: { auc: 0.75, nan: Number.NaN, max: Number.NEGATIVE_INFINITY },
          flavors: { own: { data: 'seen.json', deep: [1, { a: null }] } },
          importance: { distance: 1 },
        });
        const { data, features, label, task, params, seed } = job;
        const seen = JSON.parse(await readFile(join(job.modelDir, 'seen.json'), 'utf8'));
        assert.deepEqual(seen, { data, features, label, task, params, seed });
        assert.equal((await stat(join(job.checkpointDir, 'last'))).size, 5);
      }),
  },
  {
    name: 'a command that speaks the process protocol gives its result',
    run: (backend) =>
      withJobs(async (jobs) => {
        const events: unknown[] = [];
        const job = await jobs.command(
          `const job = JSON.parse(readFileSync(env.PENSTOCK_JOB, 'utf8'));
           send({ type: 'progress', step: 1, steps: 2, metrics: { auc: 'NaN' } });
           send({ type: 'log', line: 'between' });
           console.log('penstock:' + JSON.stringify({ type: 'log', line: 'by stdout' }));
           writeFileSync(job.modelDir + '/model.txt', String(job.seed));
           send({ type: 'result', metrics: { auc: 0.5, trees: job.params.trees }, flavors: { own: {} } });`,
          { params: { trees: 7 }, onProgress: (event) => events.push(event), onLog: (line) => events.push(line) },
        );
        assert.deepEqual(await backend.run(job), { metrics: { auc: 0.5, trees: 7 }, flavors: { own: {} } });
        assert.deepEqual(events[0], { step: 1, steps: 2, metrics: { auc: Number.NaN } });
        assert.deepEqual(events.slice(1).map(String).sort(), ['between', 'by stdout']);
        assert.equal(await readFile(join(job.modelDir, 'model.txt'), 'utf8'), '1');
      }),
  },
  {
    name: 'progress arrives in order, output by stream and line',
    run: (backend) =>
      withJobs(async (jobs) => {
        const progress: TrainProgress[] = [];
        const lines: Record<string, string[]> = { stdout: [], stderr: [], log: [] };
        const job = await jobs.module(
          `for (let step = 1; step <= 50; step++) context.progress({ step, steps: 50, metrics: { loss: 1 / step } });
           context.log('from log');
           console.log('größe: ✓\\nsecond line');
           console.error('a warning');
           process.stdout.write('no line end');
           ${done}`,
          { onProgress: (event) => progress.push(event), onLog: (line, stream) => lines[stream]?.push(line) },
        );
        await backend.run(job);
        assert.deepEqual(
          progress.map(({ step }) => step),
          Array.from({ length: 50 }, (_, index) => index + 1),
        );
        assert.deepEqual(progress[3], { step: 4, steps: 50, metrics: { loss: 0.25 } });
        assert.deepEqual(lines, {
          stdout: ['größe: ✓', 'second line', 'no line end'],
          stderr: ['a warning'],
          log: ['from log'],
        });
      }),
  },
  {
    name: 'every job runs in a process of its own',
    run: (backend) =>
      withJobs(async (jobs) => {
        const body = 'globalThis.runs = (globalThis.runs ?? 0) + 1; mark(`${process.pid} ${globalThis.runs}`);';
        for (let run = 0; run < 2; run++) await backend.run(await jobs.module(body + done));
        const marks = await jobs.marks();
        assert.equal(new Set(marks).size, 2);
        for (const line of marks) assert.match(line, / 1$/);
        assert.ok(!marks.some((line) => line.startsWith(`${process.pid} `)));
      }),
  },
  {
    name: 'a module that leaves timers or sockets open still ends',
    run: (backend) =>
      withJobs(async (jobs) => {
        const result = await backend.run(await jobs.module(`setInterval(() => {}, 1000); ${done}`));
        assert.equal(result.metrics['auc'], 0.75);
      }),
  },
  {
    name: 'at most `capacity` jobs run at once',
    run: (backend) =>
      withJobs(async (jobs) => {
        const body = `mark('start'); await new Promise((resolve) => setTimeout(resolve, 40)); mark('end'); ${done}`;
        const job = await jobs.module(body);
        await Promise.all(Array.from({ length: backend.capacity * 3 }, () => backend.run(job)));
        let running = 0;
        for (const line of await jobs.marks()) {
          running += line === 'start' ? 1 : -1;
          assert.ok(running <= backend.capacity, `${running} jobs at once`);
        }
        assert.equal((await jobs.marks()).length, backend.capacity * 6);
      }),
  },
  {
    name: 'jobs that wait start in the order in which they came',
    run: (backend) =>
      withJobs(async (jobs) => {
        const release = new AbortController();
        const blocking = await jobs.module('await new Promise(() => setInterval(() => {}, 1000));', {
          signal: release.signal,
        });
        const blocked = Promise.allSettled(Array.from({ length: backend.capacity - 1 }, () => backend.run(blocking)));
        const seeds = [3, 1, 4, 1, 5, 9];
        const waiting = await Promise.all(seeds.map((seed) => jobs.module(`mark(context.seed); ${done}`, { seed })));
        await Promise.all(waiting.map((job) => backend.run(job)));
        release.abort();
        await blocked;
        assert.deepEqual(await jobs.marks(), seeds.map(String));
      }),
  },
];
