import type { RunEvent } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { LineView } from './line-view.ts';
import { LiveView } from './live-view.ts';

/** Shows a run while it goes on. */
export interface RunView {
  onEvent(event: RunEvent): void;
  /** Steps of a resumed run that were done before. */
  doneBefore(steps: readonly string[]): void;
  /** The run has ended, in whatever way. Idempotent. */
  end(): void;
}

/** On a terminal a live display, otherwise a line per event; with --json the events themselves, one per line. */
export function runView(io: Io): RunView {
  if (io.flags.json) return { onEvent: (event) => io.json(event), doneBefore: () => {}, end: () => {} };
  if (io.flags.quiet) return { onEvent: () => {}, doneBefore: () => {}, end: () => {} };
  return io.screen.isTerminal ? new LiveView(io) : new LineView(io);
}
