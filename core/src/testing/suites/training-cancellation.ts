import assert from 'node:assert/strict';
import type { TrainingBackend, TrainingJob } from '../../contracts/training-backend.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';
import { done, type JobFolder, withJobs } from './training-job.ts';

/** Starts a job and aborts it at its first log line. */
async function abortedAtFirstLine(backend: TrainingBackend, job: TrainingJob) {
  const abort = new AbortController();
  const started = { ...job, signal: abort.signal, onLog: () => abort.abort() };
  return rejectsWithCode('PEN_ABORTED', () => backend.run(started));
}

/** Marks are written every few milliseconds by a job that is alive; another whole job later there must be no more. */
async function expectSilence(backend: TrainingBackend, jobs: JobFolder): Promise<void> {
  const before = await jobs.marks();
  await backend.run(await jobs.module(done));
  assert.deepEqual(await jobs.marks(), before);
}

const heartbeat = "setInterval(() => mark('alive'), 2);";

/** Cancelling, running out of time, and what must be gone afterwards. */
export const cancellationCases: Suite<typeof TrainingBackend>['cases'] = [
  {
    name: 'a job with an aborted signal is never started',
    run: (backend) =>
      withJobs(async (jobs) => {
        const job = await jobs.module(`mark('started'); ${done}`, { signal: AbortSignal.abort() });
        await rejectsWithCode('PEN_ABORTED', () => backend.run(job));
        assert.deepEqual(await jobs.marks(), []);
      }),
  },
  {
    name: 'a cancelled module is told by its signal and may tidy up',
    run: (backend) =>
      withJobs(async (jobs) => {
        const job = await jobs.module(
          `context.log('started');
           await new Promise((resolve) => { const alive = setInterval(() => {}, 1000);
             context.signal.addEventListener('abort', () => { clearInterval(alive); resolve(); }); });
           mark('tidied up');
           throw new Error('cancelled');`,
        );
        await abortedAtFirstLine(backend, job);
        assert.deepEqual(await jobs.marks(), ['tidied up']);
      }),
  },
  {
    name: 'a cancelled program that does not listen is gone when the promise rejects',
    run: (backend) =>
      withJobs(async (jobs) => {
        const deaf = "process.on('SIGTERM', () => {});";
        const module = `${heartbeat} ${deaf} context.log('started'); await new Promise(() => {});`;
        await abortedAtFirstLine(backend, await jobs.module(module));
        await expectSilence(backend, jobs);
        await abortedAtFirstLine(backend, await jobs.command(`${heartbeat} ${deaf} console.log('started');`));
        await expectSilence(backend, jobs);
      }),
  },
  {
    name: 'a cancelled module that computes without a pause is gone when the promise rejects',
    run: (backend) =>
      withJobs(async (jobs) => {
        const busy =
          "for (;;) { const until = performance.now() + 2; while (performance.now() < until); mark('alive'); }";
        await abortedAtFirstLine(backend, await jobs.module(`context.log('started'); ${busy}`));
        await expectSilence(backend, jobs);
      }),
  },
  {
    name: 'processes that a cancelled program started are gone too',
    run: (backend) =>
      withJobs(async (jobs) => {
        const child = `${heartbeat} process.on('SIGTERM', () => {}); console.log('started');`;
        const job = await jobs.command(child);
        const script = job.program.kind === 'command' ? job.program.command[1] : '';
        const spawning = `const { spawn } = await import('node:child_process');
          spawn(process.execPath, [${JSON.stringify(script)}], { stdio: 'inherit' });`;
        await abortedAtFirstLine(backend, await jobs.command(`${spawning} setInterval(() => {}, 1000);`));
        await expectSilence(backend, jobs);
        await abortedAtFirstLine(backend, await jobs.module(`${spawning} await new Promise(() => {});`));
        await expectSilence(backend, jobs);
      }),
  },
  {
    name: 'a cancelled job that waits is never started, and the others go on',
    run: (backend) =>
      withJobs(async (jobs) => {
        const release = new AbortController();
        const blocking = await jobs.module(
          "context.log('started'); await new Promise((resolve) => context.signal.addEventListener('abort', resolve)); throw 0;",
          { signal: release.signal },
        );
        let started = 0;
        const { promise: full, resolve } = Promise.withResolvers<void>();
        const onLog = () => {
          started++;
          if (started === backend.capacity) resolve();
        };
        const running = Array.from({ length: backend.capacity }, () => backend.run({ ...blocking, onLog }));
        const ended = Promise.allSettled(running);
        await full;
        const abort = new AbortController();
        const waiting = backend.run(await jobs.module(`mark('started'); ${done}`, { signal: abort.signal }));
        const next = backend.run(await jobs.module(done));
        abort.abort();
        await rejectsWithCode('PEN_ABORTED', () => waiting);
        release.abort();
        await ended;
        assert.equal((await next).metrics['auc'], 0.75);
        assert.deepEqual(await jobs.marks(), []);
      }),
  },
  {
    name: 'a job that takes too long is PEN_TIMEOUT and gone',
    run: (backend) =>
      withJobs(async (jobs) => {
        const job = await jobs.module(`${heartbeat} await new Promise(() => {});`, { timeoutMs: 300 });
        const error = await rejectsWithCode('PEN_TIMEOUT', () => backend.run(job));
        assert.match(error.message, /300/);
        await expectSilence(backend, jobs);
      }),
  },
];
