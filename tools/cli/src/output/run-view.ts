import type { RunEvent } from '@penstock/core/runtime';
import type { Io } from './io.ts';
import { styleFor } from './style.ts';
import { duration, grouped } from './table.ts';

/** Shows a run while it goes on: live bars on a terminal, a line per event otherwise, NDJSON with --json. */
export function runView(io: Io): { onEvent(event: RunEvent): void; end(): void } {
  if (io.flags.json) return { onEvent: (event) => io.json(event), end: () => {} };
  if (io.flags.quiet) return { onEvent: () => {}, end: () => {} };
  return process.stderr.isTTY === true && process.env['TERM'] !== 'dumb' ? new LiveView(io) : new LineView(io);
}

class LineView {
  readonly #io: Io;
  constructor(io: Io) {
    this.#io = io;
  }
  onEvent(event: RunEvent): void {
    const time = new Date().toISOString().slice(11, 19);
    if (event.type === 'step-started') this.#io.news(`${time} ${event.step} started`);
    if (event.type === 'step-finished') this.#io.news(`${time} ${event.step} ${event.status}${noteOf(event)}`);
  }
  end(): void {}
}

interface Live {
  readonly started: number;
  message: string;
  done: number | undefined;
  total: number | undefined;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

class LiveView {
  readonly #style;
  readonly #live = new Map<string, Live>();
  readonly #timer: NodeJS.Timeout;
  #drawn = 0;
  #frame = 0;

  constructor(io: Io) {
    this.#style = styleFor(process.stderr, io.flags.color !== false);
    this.#timer = setInterval(() => this.#draw(), 80);
    this.#timer.unref();
  }

  onEvent(event: RunEvent): void {
    if (event.type === 'step-started')
      this.#live.set(event.step, { started: Date.now(), message: '', done: undefined, total: undefined });
    const live = event.type === 'step-progress' ? this.#live.get(event.step) : undefined;
    if (live && event.type === 'step-progress')
      Object.assign(live, { message: event.message, done: event.done, total: event.total });
    if (event.type === 'step-finished') {
      this.#clear();
      this.#live.delete(event.step);
      process.stderr.write(`${this.#mark(event.status)} ${event.step}${this.#style.dim(noteOf(event))}\n`);
      this.#draw();
    }
  }

  end(): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #mark(status: string): string {
    if (status === 'succeeded') return this.#style.green('✔');
    if (status === 'up-to-date') return this.#style.dim('=');
    return status === 'failed' ? this.#style.red('✘') : this.#style.yellow('–');
  }

  #draw(): void {
    this.#clear();
    this.#frame += 1;
    const width = (process.stderr.columns ?? 100) - 1;
    for (const [step, live] of this.#live) {
      const spinner = this.#style.cyan(frames[this.#frame % frames.length] ?? '');
      const seconds = `${((Date.now() - live.started) / 1000).toFixed(0)} s`;
      const bar = live.total && live.done !== undefined ? `${barOf(live.done / live.total)} ` : '';
      const text = `${step}  ${bar}${live.message}`.slice(0, width - seconds.length - 5);
      process.stderr.write(`${spinner} ${text} ${this.#style.dim(seconds)}\n`);
      this.#drawn += 1;
    }
  }

  #clear(): void {
    if (this.#drawn > 0) process.stderr.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }
}

function barOf(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * 20);
  return `${'█'.repeat(full)}${'░'.repeat(20 - full)} ${String(Math.round(Math.min(1, share) * 100)).padStart(3)} %`;
}

function noteOf(event: Extract<RunEvent, { type: 'step-finished' }>): string {
  if (event.error) return `: ${event.error.code} ${event.error.message}`;
  if (event.status !== 'succeeded') return '';
  const rows = event.result?.['rows'] as { kept?: number; train?: number } | undefined;
  const count = rows?.kept ?? rows?.train;
  return `  ${duration(event.durationMs)}${count === undefined ? '' : `, ${grouped(String(count))} rows`}`;
}
