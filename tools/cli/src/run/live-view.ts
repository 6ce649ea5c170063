import type { RunEvent } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { styleFor } from '../output/style.ts';
import { boardLines } from './board-lines.ts';
import { RunBoard } from './run-board.ts';
import type { RunView } from './run-view.ts';

const redrawMs = 80;
const widest = 110;

/** A run on a terminal: every step with its state, redrawn in place. */
export class LiveView implements RunView {
  readonly #io: Io;
  readonly #style;
  readonly #board = new RunBoard();
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  constructor(io: Io) {
    this.#io = io;
    this.#style = styleFor(process.stderr, io.flags.color !== false);
  }

  onEvent(event: RunEvent): void {
    this.#board.apply(event, performance.now());
    if (event.type === 'run-started') {
      this.#timer = setInterval(() => this.#draw(), redrawMs);
      this.#timer.unref();
    }
    if (event.type !== 'step-progress' && this.#timer !== undefined) this.#draw();
  }

  doneBefore(steps: readonly string[]): void {
    this.#board.doneBefore(steps);
  }

  end(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    // The table of steps that follows takes the place of the block, where one sees it.
    this.#io.screen.end(this.#io.terminal ? 'clear' : 'keep');
  }

  #draw(): void {
    const { screen, symbols } = this.#io;
    this.#frame += 1;
    const lines = boardLines(this.#board, {
      width: Math.min(widest, screen.width - 1),
      height: screen.height - 1,
      style: this.#style,
      symbols,
      frame: this.#frame,
      now: performance.now(),
    });
    screen.draw(lines);
  }
}
