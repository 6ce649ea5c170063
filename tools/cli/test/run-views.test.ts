import type { RunEvent } from '@penstock/core/runtime';
import fc from 'fast-check';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { Io } from '../src/output/io.ts';
import { makeIo } from '../src/output/io.ts';
import { symbolsFor } from '../src/output/symbols.ts';
import { textWidth } from '../src/output/text-width.ts';
import { type BoardLook, boardLines } from '../src/run/board-lines.ts';
import { LineView } from '../src/run/line-view.ts';
import { RunBoard } from '../src/run/run-board.ts';

const ref = { runId: '20260131-093000-abcdef', pipeline: 'p', at: '2026-01-31T09:30:00.000Z' };
const begun = (steps: readonly string[], resumed = false): RunEvent => ({
  type: 'run-started',
  runId: ref.runId,
  steps,
  resumed,
});
const started = (step: string): RunEvent => ({ type: 'step-started', step, kind: 'table' });
const progress = (step: string, message: string, done?: number, total?: number): RunEvent => ({
  type: 'step-progress',
  step,
  message,
  ...(done === undefined ? {} : { done }),
  ...(total === undefined ? {} : { total }),
});
const ended = (step: string, more: Partial<Extract<RunEvent, { type: 'step-finished' }>> = {}): RunEvent => ({
  type: 'step-finished',
  ...ref,
  step,
  kind: 'table',
  status: 'succeeded',
  durationMs: 1500,
  ...more,
});

const look: BoardLook = {
  width: 72,
  height: 20,
  style: pc.createColors(false),
  symbols: symbolsFor({ LANG: 'C.UTF-8' }),
  frame: 0,
  now: 2500,
};

function boardOf(events: readonly RunEvent[], now = 0): RunBoard {
  const board = new RunBoard();
  for (const event of events) board.apply(event, now);
  return board;
}

test('the board shows every step: done with its rows, at work with a bar, waiting', () => {
  const events = [
    begun(['raw', 'clean', 'model', 'scores']),
    started('raw'),
    ended('raw', { result: { rows: { in: 5, kept: 4000, dropped: 0, quarantined: 0 } } }),
    started('clean'),
    progress('clean', '3 files'),
    started('model'),
    progress('model', 'search', 1, 4),
  ];
  expect(boardLines(boardOf(events), look)).toEqual([
    '  ✔ raw     4,000 rows                                             1.5 s',
    '  ⠋ clean   3 files                                                2.5 s',
    '  ⠋ model   ━━━━━─────────────  25 %  search                       2.5 s',
    '  · scores  waiting',
    '  1 of 4 steps, 2.5 s',
  ]);
});

test('the board says what became of steps that did not succeed', () => {
  const events = [
    begun(['a', 'b', 'c', 'd']),
    started('a'),
    ended('a', { status: 'failed', error: { code: 'PEN_SQL_INVALID', message: 'no column x\nhere' } }),
    ended('b', { status: 'skipped', durationMs: 0, result: { because: 'a' } }),
    ended('c', { status: 'up-to-date', result: {} }),
    ended('d', { status: 'cancelled' }),
  ];
  expect(boardLines(boardOf(events), look).slice(0, 4)).toEqual([
    '  ✘ a     PEN_SQL_INVALID no column x                              1.5 s',
    '  – b     skipped: a failed',
    '  = c     up to date',
    '  – d     cancelled',
  ]);
});

test('steps that a resumed run had done before are not shown as waiting', () => {
  const board = boardOf([begun(['a', 'b'], true), started('b')]);
  board.doneBefore(['a', 'b']);
  expect(boardLines(board, look).slice(0, 2)).toEqual([
    '  = a     done before the interruption',
    '  ⠋ b     at work                                                  2.5 s',
  ]);
});

test('of more steps than there are lines, those at work are shown, and how many are left out', () => {
  const names = Array.from({ length: 20 }, (_, at) => `s${at}`);
  const done = names.slice(0, 9).flatMap((name) => [started(name), ended(name)]);
  const board = boardOf([begun(names), ...done, started('s9'), started('s10')]);
  const lines = boardLines(board, { ...look, height: 9 });
  expect(lines.map((line) => line.trim().split(/\s+/).slice(0, 3).join(' '))).toEqual([
    '✔ 7 done',
    '✔ s7 done',
    '✔ s8 done',
    '⠋ s9 at',
    '⠋ s10 at',
    '· s11 waiting',
    '· s12 waiting',
    '· 7 waiting',
    '9 of 20',
  ]);
});

test('property: the board never takes more room than there is', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '_', '9'), minLength: 1, maxLength: 40 });
  const size = fc.record({ width: fc.integer({ min: 24, max: 120 }), height: fc.integer({ min: 4, max: 30 }) });
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 1, maxLength: 40 }),
      size,
      fc.nat(),
      fc.string(),
      (names, room, at, text) => {
        const few = names.slice(0, at % (names.length + 1));
        const events = [begun(names), ...few.map(started), ...few.map((item, i) => progress(item, text, i, 7))];
        for (const item of few.slice(0, few.length / 2)) events.push(ended(item, { result: { rows: { kept: at } } }));
        const lines = boardLines(boardOf(events), { ...look, ...room });
        expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(room.width);
        expect(lines.length).toBeLessThanOrEqual(room.height);
      },
    ),
  );
});

test('without a terminal there is a line with its time for each event, and for long steps how far they are', () => {
  const lines: string[] = [];
  const io: Io = { ...makeIo({}), news: (line) => lines.push(line) };
  let now = Date.parse('2026-01-31T09:30:00Z');
  const view = new LineView(io, () => now);
  view.onEvent(begun(['raw', 'model']));
  view.onEvent(started('raw'));
  view.onEvent(progress('raw', 'too soon to tell'));
  view.onEvent(ended('raw', { result: { rows: { kept: 1200 } } }));
  view.onEvent(started('model'));
  now += 12_000;
  view.onEvent(progress('model', 'search', 1, 3));
  now += 2_000;
  view.onEvent(progress('model', 'search', 2, 3));
  view.onEvent(ended('model', { status: 'failed', error: { code: 'PEN_TRAINING_FAILED', message: 'exit code 1' } }));
  expect(lines).toEqual([
    `09:30:00 run ${ref.runId} started, 2 steps`,
    '09:30:00 raw started',
    '09:30:00 raw done in 1.5 s, 1,200 rows',
    '09:30:00 model started',
    '09:30:12 model 33 % search',
    '09:30:14 model PEN_TRAINING_FAILED exit code 1',
  ]);
});
