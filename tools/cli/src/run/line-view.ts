import type { RunEvent } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { printable } from '../output/printable.ts';
import { counted, durationText } from '../output/quantities.ts';
import { RunBoard } from './run-board.ts';
import type { RunView } from './run-view.ts';

const progressEveryMs = 10_000;

/** A run where there is no terminal: a line per event with its time (UTC), and of long steps how far they are. */
export class LineView implements RunView {
  readonly #io: Io;
  readonly #now: () => number;
  readonly #board = new RunBoard();
  readonly #told = new Map<string, number>();

  constructor(io: Io, now: () => number = Date.now) {
    this.#io = io;
    this.#now = now;
  }

  onEvent(event: RunEvent): void {
    const now = this.#now();
    this.#board.apply(event, now);
    if (event.type === 'run-started')
      this.#line(`run ${event.runId} ${event.resumed ? 'goes on' : 'started'}, ${counted(event.steps.length, 'step')}`);
    if (event.type === 'step-started') {
      this.#told.set(event.step, now);
      this.#line(`${event.step} started`);
    }
    if (event.type === 'step-progress' && now - (this.#told.get(event.step) ?? 0) >= progressEveryMs) {
      this.#told.set(event.step, now);
      this.#line(`${event.step} ${this.#progressOf(event.step)}`);
    }
    if (event.type === 'step-finished') this.#line(`${event.step} ${this.#endOf(event)}`);
  }

  doneBefore(): void {}

  end(): void {}

  #progressOf(name: string): string {
    const { message = '', done, total } = this.#board.steps.find((step) => step.name === name) ?? {};
    return done !== undefined && total ? `${Math.floor((done / total) * 100)} % ${message}`.trim() : message;
  }

  #endOf(event: Extract<RunEvent, { type: 'step-finished' }>): string {
    const step = this.#board.steps.find((item) => item.name === event.step);
    if (event.status !== 'succeeded') return step?.message ?? event.status;
    return `done in ${durationText(event.durationMs)}${step?.rows === undefined ? '' : `, ${counted(step.rows, 'row')}`}`;
  }

  #line(text: string): void {
    this.#io.news(`${new Date(this.#now()).toISOString().slice(11, 19)} ${printable(text)}`);
  }
}
