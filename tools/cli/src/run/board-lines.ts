import { printable } from '../output/printable.ts';
import { counted, durationText, grouped } from '../output/quantities.ts';
import type { Style } from '../output/style.ts';
import type { Symbols } from '../output/symbols.ts';
import { cutText, fitText, textWidth } from '../output/text-width.ts';
import type { BoardStep, RunBoard, StepState } from './run-board.ts';

export interface BoardLook {
  readonly width: number;
  /** Lines that may be used. */
  readonly height: number;
  readonly style: Style;
  readonly symbols: Symbols;
  /** Counts up with each redraw. */
  readonly frame: number;
  readonly now: number;
}

const longestBar = 24;
const shortestBar = 8;
const timeColumns = 8;
/** With less, only name and time are shown. */
const leastRoom = 10;

/** A run as lines: one per step (mark, name, what it does, time), and one for the whole. None is wider than the width. */
export function boardLines(board: RunBoard, look: BoardLook): readonly string[] {
  const { style, width, height, now } = look;
  const { steps } = board;
  const { shown, above, below } = fitting(steps, Math.max(1, height - 1));
  const longest = Math.max(...steps.map((step) => textWidth(step.name)), 4);
  const ended = steps.filter((step) => step.state !== 'waiting' && step.state !== 'running').length;
  const whole = `${ended} of ${counted(steps.length, 'step')}, ${durationText(now - board.startedAt)}`;
  const line = (text: string) => style.dim(cutText(text, width));
  return [
    ...(above > 0 ? [line(`  ${look.symbols.done} ${above} done`)] : []),
    ...shown.map((step) => stepLine(step, longest, look)),
    ...(below > 0 ? [line(`  ${look.symbols.waiting} ${below} waiting`)] : []),
    line(`  ${whole}`),
  ];
}

/** The steps that there is room for: those at work, then the ones around them. */
function fitting(steps: readonly BoardStep[], room: number) {
  if (steps.length <= room) return { shown: steps, above: 0, below: 0 };
  const active = steps.filter((step) => step.state === 'running' || step.state === 'failed').slice(0, room);
  const waiting = steps.filter((step) => step.state === 'waiting');
  const done = steps.filter((step) => !active.includes(step) && step.state !== 'waiting');
  const free = Math.max(0, room - 2 - active.length);
  const next = waiting.slice(0, Math.min(free, Math.max(2, free - done.length)));
  const last = done.slice(Math.max(0, done.length - (free - next.length)));
  const chosen = new Set([...active, ...next, ...last]);
  const above = done.length - last.length;
  const below = waiting.length - next.length;
  const notes = (above > 0 ? 1 : 0) + (below > 0 ? 1 : 0);
  return { shown: steps.filter((step) => chosen.has(step)).slice(0, Math.max(1, room - notes)), above, below };
}

function stepLine(step: BoardStep, longest: number, look: BoardLook): string {
  const { width, style, now } = look;
  const time = timeOf(step, now);
  // Mark, name, what it does and time, with blanks between them.
  const free = width - 2 - 1 - 1 - 2 - timeColumns;
  const names = Math.min(longest, Math.max(8, Math.floor(free * 0.45)));
  const room = free - names - 2;
  const mark = `  ${markOf(step.state, look)} `;
  const paint = paintOf(step.state, style);
  if (room < leastRoom)
    return `${mark}${paint(fitText(step.name, Math.max(4, free)))}${time.padStart(timeColumns + 2)}`;
  // A line ends with its last letter: a window that becomes narrower breaks only what is there.
  const end = time === '' ? '' : `  ${style.dim(time.padStart(timeColumns))}`;
  return `${mark}${paint(fitText(step.name, names))}  ${middleOf(step, room, time === '' ? cutText : fitText, look)}${end}`;
}

type Fit = (text: string, columns: number) => string;

/** What a step does, in so many columns at most; exactly so many where `fit` fills up. */
function middleOf(step: BoardStep, room: number, fit: Fit, { style, symbols }: BoardLook): string {
  if (step.state === 'waiting') return style.dim(fit('waiting', room));
  if (step.state === 'succeeded') return fit(step.rows === undefined ? 'done' : counted(step.rows, 'row'), room);
  const text = printable(step.message);
  if (step.state !== 'running') return paintOf(step.state, style)(fit(text, room));
  const { done, total } = step;
  const columns = Math.min(longestBar, Math.floor(room * 0.36));
  if (done === undefined || !total || columns < shortestBar) return fit(text || countOf(step) || 'at work', room);
  const share = Math.min(1, Math.max(0, done / total));
  const full = Math.round(share * columns);
  const bar = `${style.cyan(symbols.full.repeat(full))}${style.dim(symbols.empty.repeat(columns - full))}`;
  const percent = `${Math.floor(share * 100)} %`.padStart(6);
  return `${bar}${percent}${fit(text ? `  ${text}` : '', room - columns - 6)}`;
}

function countOf({ done }: BoardStep): string {
  return done === undefined ? '' : grouped(done);
}

function timeOf(step: BoardStep, now: number): string {
  if (step.state === 'running' && step.startedAt !== undefined)
    return `${(Math.max(0, now - step.startedAt) / 1000).toFixed(1)} s`;
  return step.state === 'succeeded' || step.state === 'failed' ? durationText(step.durationMs ?? 0) : '';
}

function markOf(state: StepState, { style, symbols, frame }: BoardLook): string {
  const marks: Readonly<Record<StepState, () => string>> = {
    waiting: () => style.dim(symbols.waiting),
    running: () => style.cyan(symbols.spinner[frame % symbols.spinner.length] ?? ''),
    succeeded: () => style.green(symbols.done),
    'up-to-date': () => style.dim(symbols.same),
    failed: () => style.red(symbols.failed),
    skipped: () => style.yellow(symbols.left),
    cancelled: () => style.yellow(symbols.left),
  };
  return marks[state]();
}

function paintOf(state: StepState, style: Style): (text: string) => string {
  if (state === 'failed') return style.red;
  if (state === 'skipped' || state === 'cancelled') return style.yellow;
  return state === 'waiting' || state === 'up-to-date' ? style.dim : (text) => text;
}
