import assert from 'node:assert/strict';
import type { TrainingBackend } from '../../contracts/training-backend.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { Suite } from '../suite.ts';
import { done, withJobs } from './training-job.ts';

/** Programs that fail, each in its own way. */
export const failureCases: Suite<typeof TrainingBackend>['cases'] = [
  {
    name: 'a coded error of the program keeps its code, message and hint',
    run: (backend) =>
      withJobs(async (jobs) => {
        const job = await jobs.module(
          `throw Object.assign(new Error('only one class'), { name: 'PenstockError', code: 'PEN_TRAINING_DATA', hint: 'add rows' });`,
        );
        const error = await rejectsWithCode('PEN_TRAINING_DATA', () => backend.run(job));
        assert.equal(error.message, 'only one class');
        assert.equal(error.hint, 'add rows');
        const command = await jobs.command(
          `send({ type: 'error', code: 'PEN_TRAINING_PARAMS', message: 'depth is not a number' }); process.exit(2);`,
        );
        const other = await rejectsWithCode('PEN_TRAINING_PARAMS', () => backend.run(command));
        assert.equal(other.message, 'depth is not a number');
      }),
  },
  {
    name: 'any other error is PEN_TRAINING_FAILED with its message and the last lines',
    run: (backend) =>
      withJobs(async (jobs) => {
        for (const failing of [
          "throw new TypeError('no such column: distance');",
          "setTimeout(() => { throw new Error('no such column: distance'); }); await new Promise(() => setInterval(() => {}, 1000));",
          "Promise.reject(new Error('no such column: distance')); await new Promise(() => setInterval(() => {}, 1000));",
        ]) {
          const job = await jobs.module(`console.log('reading the data'); ${failing}`);
          const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.run(job));
          assert.match(error.message, /no such column: distance/);
          assert.match(error.message, /reading the data/);
          assert.ok(error.message.includes(job.name));
        }
      }),
  },
  {
    name: 'an unknown code becomes PEN_TRAINING_FAILED and keeps its message',
    run: (backend) =>
      withJobs(async (jobs) => {
        const job = await jobs.command(
          `send({ type: 'error', code: 'NO_SUCH_CODE', message: 'odd' }); process.exit(1);`,
        );
        const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.run(job));
        assert.match(error.message, /odd/);
      }),
  },
  {
    name: 'a crash is PEN_TRAINING_FAILED with the exit code and the last lines',
    run: (backend) =>
      withJobs(async (jobs) => {
        for (const job of [
          await jobs.module(`console.error('Segmentation fault (core dumped)'); process.exit(139);`),
          await jobs.command(`console.error('Segmentation fault (core dumped)'); process.exit(139);`),
        ]) {
          const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.run(job));
          assert.match(error.message, /139/);
          assert.match(error.message, /Segmentation fault/);
        }
      }),
  },
  {
    name: 'a program that ends without a result is PEN_TRAINING_FAILED',
    run: (backend) =>
      withJobs(async (jobs) => {
        for (const job of [await jobs.module('return undefined;'), await jobs.command('')]) {
          await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.run(job));
        }
      }),
  },
  {
    name: 'a result followed by a crash is no result',
    run: (backend) =>
      withJobs(async (jobs) => {
        const job = await jobs.command(`send({ type: 'result', metrics: {}, flavors: {} }); process.exit(5);`);
        const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.run(job));
        assert.match(error.message, /5/);
      }),
  },
  {
    name: 'events that break the protocol end the job with PEN_TRAINING_FAILED',
    run: (backend) =>
      withJobs(async (jobs) => {
        for (const line of [
          'not json',
          '{"type":"unheard of"}',
          '{"type":"result","metrics":{"auc":null},"flavors":{}}',
        ]) {
          const script = `writeSync(3, ${JSON.stringify(line)} + '\\n'); setInterval(() => {}, 1000);`;
          const job = await jobs.command(script);
          await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.run(job));
        }
      }),
  },
  {
    name: 'a module or command that does not exist is PEN_TRAINING_FAILED and named',
    run: (backend) =>
      withJobs(async (jobs) => {
        const job = await jobs.module(done);
        const absent = `${job.program.kind === 'module' ? job.program.module : ''}.absent.mjs`;
        const module = { ...job, program: { kind: 'module', module: absent } } as const;
        assert.match((await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.run(module))).message, /absent\.mjs/);
        const command = { ...job, program: { kind: 'command', command: ['no-such-command-here'] } } as const;
        const error = await rejectsWithCode('PEN_TRAINING_FAILED', () => backend.run(command));
        assert.match(error.message, /no-such-command-here/);
      }),
  },
  {
    name: 'a failed job leaves its place to the next',
    run: (backend) =>
      withJobs(async (jobs) => {
        const failing = await jobs.module("throw new Error('no');");
        const all = Array.from({ length: backend.capacity + 1 }, () => backend.run(failing));
        const results = await Promise.allSettled(all);
        assert.ok(results.every(({ status }) => status === 'rejected'));
        assert.equal((await backend.run(await jobs.module(done))).metrics['auc'], 0.75);
      }),
  },
];
