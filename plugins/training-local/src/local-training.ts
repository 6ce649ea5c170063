import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { abortError, PenstockError, systemError } from '@penstock/core';
import type { TrainingBackend, TrainingJob, TrainResult } from '@penstock/core/contracts';
import { type JobOutcome, resultOf, trainingFailed } from './job-outcome.ts';
import { JobProcess } from './job-process.ts';
import { JobQueue } from './job-queue.ts';
import type { TrainingOptions } from './options.ts';
import { programCommand } from './program-command.ts';
import type { JobDescription } from './protocol/job-description.ts';
import { toNumbers } from './protocol/training-event.ts';

/** Runs each job in a process group of its own on this machine. */
export class LocalTraining implements TrainingBackend {
  readonly capacity: number;
  readonly #graceMs: number;
  readonly #dir: string;
  readonly #queue: JobQueue;
  readonly #closing = new AbortController();
  readonly #jobs = new Set<Promise<unknown>>();

  /** @param dir Folder for job descriptions; each is removed with its job. */
  constructor({ capacity, graceMs }: TrainingOptions, dir: string) {
    this.capacity = capacity;
    this.#graceMs = graceMs;
    this.#dir = dir;
    this.#queue = new JobQueue(capacity);
  }

  async run(job: TrainingJob): Promise<TrainResult> {
    if (this.#closing.signal.aborted) {
      throw new PenstockError('PEN_PLATFORM_CLOSED', `Training "${job.name}" came after the platform was closed`);
    }
    const signal = AbortSignal.any([this.#closing.signal, ...(job.signal === undefined ? [] : [job.signal])]);
    const running = this.#queue.run(signal, `training "${job.name}"`, () => this.#run(job, signal));
    this.#jobs.add(running);
    try {
      return await running;
    } finally {
      this.#jobs.delete(running);
    }
  }

  /** Cancels what runs and waits; resolves when all processes are gone. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#jobs);
  }

  async #run(job: TrainingJob, signal: AbortSignal): Promise<TrainResult> {
    const command = programCommand(job.name, job.program);
    const folder = join(this.#dir, randomUUID());
    try {
      const jobFile = await writeJob(folder, job, command.module);
      const threads = Math.max(1, Math.floor(availableParallelism() / this.capacity));
      const { metrics, flavors, importance } = resultOf(
        await this.#supervised(job, signal, () => new JobProcess(job, command, jobFile, threads)),
      );
      const shares = importance === undefined ? {} : { importance: toNumbers(importance) };
      return { metrics: toNumbers(metrics), flavors, ...shares };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Ends the process when the job is cancelled or takes too long, and says so once it is gone. */
  async #supervised(job: TrainingJob, signal: AbortSignal, start: () => JobProcess): Promise<JobOutcome> {
    const what = `training "${job.name}"`;
    if (signal.aborted) throw abortError(signal, what);
    const process = start();
    let stopped: PenstockError | undefined;
    const stop = (reason: PenstockError) => {
      stopped ??= reason;
      void process.end(this.#graceMs);
    };
    const onAbort = () => stop(abortError(signal, what));
    signal.addEventListener('abort', onAbort, { once: true });
    const { timeoutMs } = job;
    const timeout =
      timeoutMs === undefined ? undefined : setTimeout(() => stop(tooLong(job.name, timeoutMs)), timeoutMs);
    try {
      const outcome = await process.outcome();
      if (stopped !== undefined) throw stopped;
      return outcome;
    } catch (error) {
      throw stopped ?? error;
    } finally {
      clearTimeout(timeout);
      signal.removeEventListener('abort', onAbort);
    }
  }
}

function tooLong(name: string, timeoutMs: number): PenstockError {
  return new PenstockError('PEN_TIMEOUT', `Training "${name}" took longer than ${timeoutMs} ms and was ended`, {
    at: name,
    hint: 'Raise the time limit of the training step, or make the job smaller.',
  });
}

/** Writes the description and makes the folders it names. */
async function writeJob(folder: string, job: TrainingJob, module: string | undefined): Promise<string> {
  const { name, features, label, task, params, seed } = job;
  const description: JobDescription = {
    protocol: 1,
    name,
    data: Object.fromEntries(Object.entries(job.data).map(([key, path]) => [key, resolve(path)])),
    features: features.map(({ name, type }) => ({ name, type })),
    label,
    task,
    params: { ...params },
    seed,
    modelDir: resolve(job.modelDir),
    checkpointDir: resolve(job.checkpointDir),
    module,
  };
  try {
    for (const dir of [folder, description.modelDir, description.checkpointDir]) await mkdir(dir, { recursive: true });
    const file = join(folder, 'job.json');
    await writeFile(file, JSON.stringify(description, null, 2));
    return file;
  } catch (cause) {
    const problem = `The folders of training "${name}" cannot be made`;
    throw systemError(cause, problem) ?? trainingFailed({ name, tail: [] }, problem, undefined, cause);
  }
}
