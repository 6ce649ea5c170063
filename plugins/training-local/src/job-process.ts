import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { TrainingJob } from '@penstock/core/contracts';
import { type JobOutcome, trainingFailed } from './job-outcome.ts';
import { endGroup, signalGroup } from './process-group.ts';
import type { ProgramCommand } from './program-command.ts';
import { type TrainingEvent, toNumbers, trainingEvent } from './protocol/training-event.ts';
import { splitLines } from './split-lines.ts';

/** Marks events on standard output, for programs that cannot reach file descriptor 3. */
const eventPrefix = 'penstock:';
/** In characters; a result must fit. */
const longestLine = 16 * 1024 * 1024;
/** What failures show of the output: so many lines of so many characters. */
const tail = { lines: 20, length: 500 };
/** How long output may stay open after the process has ended; a process that left the group may hold it. */
const drainMs = 1000;

/** One running job: its process group, its output, its events. */
export class JobProcess {
  readonly #job: TrainingJob;
  readonly #child: ChildProcess;
  readonly #tail: string[] = [];
  readonly #exit: Promise<readonly [number | null, string | null]>;
  readonly #closed: Promise<unknown>;
  #last: Pick<JobOutcome, 'result' | 'error'> = {};
  #failure: unknown;

  constructor(job: TrainingJob, command: ProgramCommand, jobFile: string, threads: number) {
    this.#job = job;
    // The process leads a group of its own, so that it can be ended with everything it starts.
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command.args], {
      cwd: command.cwd,
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
      env: { OMP_NUM_THREADS: String(threads), ...process.env, PENSTOCK_JOB: jobFile },
    });
    this.#exit = once(this.#child, 'exit') as Promise<[number | null, string | null]>;
    this.#closed = once(this.#child, 'close');
    // Both are awaited later; a failed start must not count as unhandled until then.
    this.#exit.catch(() => {});
    this.#closed.catch(() => {});
    this.#child.stdin?.on('error', () => {});
    this.#listen();
  }

  /** Resolves when the process and its group are gone and its output has been read. */
  async outcome(): Promise<JobOutcome> {
    const { name } = this.#job;
    let ended: readonly [number | null, string | null];
    try {
      ended = await this.#exit;
    } catch (cause) {
      throw trainingFailed({ name, tail: [] }, `The process of training "${name}" cannot be started`, startHint, cause);
    }
    if (this.#child.pid !== undefined) await endGroup(this.#child.pid);
    await this.#drained();
    if (this.#failure !== undefined) throw this.#failure;
    return { name, exitCode: ended[0], signal: ended[1], tail: this.#tail, ...this.#last };
  }

  /** SIGTERM, then SIGKILL once `graceMs` have passed; `outcome()` tells when it is over. */
  async end(graceMs: number): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    signalGroup(pid, 'SIGTERM');
    await using grace = timer(graceMs);
    await Promise.race([this.#exit, grace.elapsed]);
    signalGroup(pid, 'SIGKILL');
  }

  async #drained(): Promise<void> {
    await using drain = timer(drainMs);
    await Promise.race([this.#closed, drain.elapsed]);
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  #listen(): void {
    const log = { maxLength: longestLine, carriageReturn: true };
    const { stdout, stderr, stdio } = this.#child;
    if (stdout !== null) {
      splitLines(stdout, log, (line) => {
        if (line.startsWith(eventPrefix)) this.#guarded(() => this.#event(line.slice(eventPrefix.length)));
        else this.#log(line, 'stdout');
      });
    }
    if (stderr !== null) splitLines(stderr, log, (line) => this.#log(line, 'stderr'));
    if (stdio[3] instanceof Readable) {
      const events = { maxLength: longestLine, carriageReturn: false };
      splitLines(stdio[3], events, (line) => this.#guarded(() => this.#event(line)));
    }
  }

  #log(line: string, stream: 'stdout' | 'stderr' | 'log'): void {
    this.#tail.push(line.slice(0, tail.length));
    if (this.#tail.length > tail.lines) this.#tail.shift();
    this.#guarded(() => this.#job.onLog?.(line, stream));
  }

  #event(line: string): void {
    const event = this.#parse(line);
    if (event.type === 'log') this.#log(event.line, 'log');
    else if (event.type === 'result') this.#last = { ...this.#last, result: event };
    else if (event.type === 'error') this.#last = { ...this.#last, error: event };
    else {
      const { step, steps, metrics } = event;
      this.#job.onProgress?.({ step, steps, ...(metrics === undefined ? {} : { metrics: toNumbers(metrics) }) });
    }
  }

  #parse(line: string): TrainingEvent {
    const parsed = trainingEvent.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
    const problem = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim()).join('; ');
    const { name } = this.#job;
    throw trainingFailed(
      { name, tail: this.#tail },
      `Training "${name}" sent an event that does not follow the protocol: ${problem}`,
      'Each line must be one JSON object of the types in the README of @penstock/training-local; NaN is "NaN".',
    );
  }

  /** The first failure of a listener or of the protocol ends the job, and is what it rejects with. */
  #guarded(call: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      call();
    } catch (error) {
      this.#failure = error;
      if (this.#child.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL');
    }
  }
}

const startHint = 'Check that the working folder exists and that the machine has room for another process.';

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function timer(milliseconds: number) {
  const stop = new AbortController();
  const elapsed = delay(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined);
  return {
    elapsed,
    async [Symbol.asyncDispose]() {
      stop.abort();
    },
  };
}
