import { printable } from './printable.ts';
import { grouped, numberText, timeText } from './quantities.ts';
import type { Style } from './style.ts';
import { cutText, fitText, textWidth } from './text-width.ts';

type Value = string | number | bigint | boolean | null | undefined | Date;
/** A value, perhaps painted: colours are put on last, so that they survive cutting. */
export type Cell = Value | { readonly value: Value; readonly paint: (text: string) => string };

export interface Column {
  readonly title: string;
  /** Default: right for columns of numbers, else left. */
  readonly align?: 'left' | 'right';
  /** Left out where the terminal is too narrow; the highest number goes first. */
  readonly drop?: number;
}

interface Laid {
  readonly title: string;
  readonly right: boolean;
  readonly drop: number;
  readonly cells: readonly { readonly text: string; readonly paint: (text: string) => string }[];
  width: number;
}

const gap = 2;
const narrowest = 8;

/**
 * Rows as an aligned table that fits the width: some columns are left out, then long texts are cut; where even that does
 * not do, each row becomes a list of its fields.
 */
export function table(
  columns: readonly (string | Column)[],
  rows: readonly (readonly Cell[])[],
  { style, width }: { readonly style: Style; readonly width: number },
): string {
  const all = columns.map((column, at) => lay(typeof column === 'string' ? { title: column } : column, rows, at));
  const laid = shrunk(withoutDropped(all, width), width);
  if (total(laid) > width) return records(all, rows.length, { style, width });
  const head = laid.map((column) => fitText(column.title, column.width, column.right ? 'right' : 'left'));
  const line = (row: number) =>
    laid.map((column) => {
      const { text, paint } = column.cells[row] ?? { text: '', paint: same };
      return paint(fitText(text, column.width, column.right ? 'right' : 'left'));
    });
  const lines = rows.map((_, row) => line(row).join(' '.repeat(gap)).trimEnd());
  return [style.dim(head.join(' '.repeat(gap)).trimEnd()), ...lines].join('\n');
}

/** A value as people read it; `·` where there is none. */
export function valueText(value: Value): string {
  if (value === null || value === undefined) return '·';
  if (value instanceof Date) return timeText(value);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint') return grouped(value);
  return printable(String(value));
}

function lay(column: Column, rows: readonly (readonly Cell[])[], at: number): Laid {
  const cells = rows.map((row) => {
    const cell = row[at];
    return isPainted(cell)
      ? { text: valueText(cell.value), paint: cell.paint }
      : { text: valueText(cell), paint: same };
  });
  const numbers = rows.map((row) => row[at]).map((cell) => (isPainted(cell) ? cell.value : cell));
  const right = column.align
    ? column.align === 'right'
    : numbers.some(isNumber) && numbers.every((value) => isNumber(value) || value === null || value === undefined);
  const width = Math.max(textWidth(column.title), ...cells.map((cell) => textWidth(cell.text)));
  return { title: column.title, right, drop: column.drop ?? 0, cells, width };
}

function withoutDropped(columns: readonly Laid[], width: number): readonly Laid[] {
  let kept = columns;
  while (total(kept) > width) {
    const first = kept.reduce((best, column) => (column.drop > best.drop ? column : best));
    if (first.drop === 0) break;
    kept = kept.filter((column) => column !== first);
  }
  return kept;
}

/** Takes columns from the widest texts, one after the other; numbers are never cut. */
function shrunk(columns: readonly Laid[], width: number): readonly Laid[] {
  const laid = columns.map((column) => ({ ...column }));
  const texts = laid.filter((column) => !column.right);
  for (let over = total(laid) - width; over > 0; over = total(laid) - width) {
    const [widest, next] = texts.toSorted((a, b) => b.width - a.width);
    if (widest === undefined || widest.width <= narrowest) break;
    const floor = Math.max(narrowest, next && next.width < widest.width ? next.width : widest.width - 1);
    widest.width = Math.max(floor, widest.width - over);
  }
  return laid;
}

function records(
  columns: readonly Laid[],
  rows: number,
  { style, width }: { readonly style: Style; readonly width: number },
): string {
  const titles = Math.max(...columns.map((column) => textWidth(column.title)));
  const lines = Array.from({ length: rows }, (_, row) =>
    columns
      .filter((column) => column.cells[row]?.text !== '·' && column.cells[row]?.text !== '')
      .map((column) => {
        const { text, paint } = column.cells[row] ?? { text: '', paint: same };
        return `${style.dim(fitText(column.title, titles))}${' '.repeat(gap)}${paint(cutText(text, Math.max(narrowest, width - titles - gap)))}`;
      })
      .join('\n'),
  );
  return lines.join('\n\n');
}

function total(columns: readonly Laid[]): number {
  return columns.reduce((sum, column) => sum + column.width + gap, -gap);
}

function isPainted(cell: Cell): cell is Extract<Cell, { paint: unknown }> {
  return typeof cell === 'object' && cell !== null && 'paint' in cell;
}

function isNumber(value: Value): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function same(text: string): string {
  return text;
}
