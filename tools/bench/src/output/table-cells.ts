import type { Row } from '../harness/run-contest.ts';
import type { SuiteResult } from '../harness/suite.ts';
import { factor, quantity, rate, spread } from './quantity.ts';

export interface TableCells {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A suite's rows as text; columns that would be empty are left out. */
export function tableCells(rows: readonly Row[]): TableCells {
  const columns: readonly { readonly title: string; cell(row: Row): string }[] = [
    { title: 'what', cell: ({ label }) => label },
    { title: 'Penstock', cell: ({ subject, kind }) => spread(subject, kind) },
    { title: 'rate', cell: ({ subject, work }) => (work ? rate(subject, work) : '') },
    { title: 'peer', cell: ({ peer }) => peer?.name ?? '' },
    { title: 'peer took', cell: ({ peer, kind }) => (peer ? spread(peer, kind) : '') },
    { title: 'ratio', cell: ratioCell },
    { title: 'goal', cell: goalCell },
    { title: 'runs', cell: ({ subject }) => String(subject.turns) },
  ];
  const shown = columns.filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  return { head: shown.map(({ title }) => title), rows: rows.map((row) => shown.map(({ cell }) => cell(row))) };
}

/** Lines that stand below a suite's table. */
export function remarks({ facts, skipped }: Pick<SuiteResult, 'facts' | 'skipped'>): string[] {
  return [
    ...facts.map(({ text, goal }) => (goal ? `${text} (goal: ${goal.text}; ${goal.met ? 'met' : 'missed'})` : text)),
    ...skipped.map(({ what, why }) => `Not run: ${what} (${why})`),
  ];
}

function ratioCell({ ratio, subject }: Row): string {
  if (!ratio) return '';
  const middle = factor(ratio.median);
  return subject.turns === 1 ? middle : `${middle} (${factor(ratio.low)} to ${factor(ratio.high)})`;
}

function goalCell({ goal, kind }: Row): string {
  return goal ? `≤ ${quantity(goal.atMost, kind)}: ${goal.met ? 'met' : 'missed'}` : '';
}
