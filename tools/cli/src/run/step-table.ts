import type { RunReport } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { printable } from '../output/printable.ts';
import { durationText } from '../output/quantities.ts';
import { type Cell, type Column, table } from '../output/table.ts';
import { wrapText } from '../output/wrap-text.ts';
import { stepNotes } from './step-notes.ts';

type Step = RunReport['steps'][number];

interface Rows {
  readonly in?: number;
  readonly kept?: number;
  readonly dropped?: number;
  readonly quarantined?: number;
}

const columns: readonly Column[] = [
  { title: 'step' },
  { title: 'kind', drop: 2 },
  { title: 'status' },
  { title: 'version', align: 'right', drop: 1 },
  { title: 'rows in', align: 'right' },
  { title: '= kept', align: 'right' },
  { title: '+ dropped', align: 'right' },
  { title: '+ quarantined', align: 'right' },
  { title: 'time', align: 'right' },
];

/**
 * Writes steps as a table with the law of their rows in its head, and below it what there is to say about them.
 * @param places step → where it is defined
 */
export function stepTable(steps: readonly Step[], io: Io, places: ReadonlyMap<string, string> = new Map()): void {
  if (steps.length === 0) return;
  const rows = steps.map((step) => stepRow(step, io));
  io.out(table(columns, rows, io));
  const notes = steps.flatMap((step) => notesOf(step, io, places.get(step.step)));
  if (notes.length > 0) io.out(`\n${notes.map((note) => wrapText(note, io.width, 2)).join('\n')}`);
  io.out();
}

function notesOf(step: Step, { style, symbols }: Io, place: string | undefined): readonly string[] {
  const { error } = step;
  const notes = stepNotes(step).map((note) => `${style.cyan(symbols.note)} ${step.step}: ${printable(note)}`);
  if (error === undefined || step.status === 'cancelled') return notes;
  const what = `${style.red(symbols.failed)} ${step.step}: ${style.bold(error.code)} ${error.message}`;
  const at = error.at ?? place;
  return [
    what,
    ...(at && !error.message.includes(at) ? [`  ${style.dim('at')} ${at}`] : []),
    ...(error.hint ? [`  ${style.dim('next:')} ${error.hint}`] : []),
    ...notes,
  ];
}

function stepRow(step: Step, { style }: Io): readonly Cell[] {
  const paint = {
    succeeded: style.green,
    failed: style.red,
    skipped: style.yellow,
    cancelled: style.yellow,
    'up-to-date': style.dim,
  }[step.status];
  const rows = (step.result?.['rows'] ?? {}) as Rows;
  const version = step.result?.['version'];
  return [
    step.step,
    step.kind,
    { value: step.status.replaceAll('-', ' '), paint },
    version === undefined ? null : Number(version),
    rows.in,
    rows.kept,
    rows.dropped,
    rows.quarantined,
    step.durationMs > 0 ? durationText(step.durationMs) : null,
  ];
}
