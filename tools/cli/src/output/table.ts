import { stripVTControlCharacters } from 'node:util';
import type { Style } from './style.ts';

export type Cell = string | number | bigint | boolean | null | undefined | Date;

export interface Column {
  readonly title: string;
  /** Default: right for columns of numbers, else left. */
  readonly align?: 'left' | 'right';
}

/** Rows as an aligned table; the widest text column is cut to fit the width. */
export function table(
  columns: readonly (string | Column)[],
  rows: readonly (readonly Cell[])[],
  { style, width }: { readonly style: Style; readonly width: number },
): string {
  const heads = columns.map((column) => (typeof column === 'string' ? { title: column } : column));
  const texts = rows.map((row) => heads.map((_, at) => textOf(row[at])));
  const right = heads.map((head, at) =>
    head.align ? head.align === 'right' : rows.length > 0 && rows.every((row) => isNumeric(row[at])),
  );
  const widths = heads.map((head, at) => Math.max(head.title.length, ...texts.map((row) => visible(row[at] ?? ''))));
  shrink(widths, right, width);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => pad(cut(cell, widths[at] ?? 0), widths[at] ?? 0, right[at] ?? false))
      .join('  ')
      .trimEnd();
  return [style.dim(line(heads.map((head) => head.title))), ...texts.map(line)].join('\n');
}

export function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return '·';
  if (cell instanceof Date) return cell.toISOString().replace('T', ' ').slice(0, 19);
  if (typeof cell === 'number') return Number.isInteger(cell) ? grouped(String(cell)) : trimmed(cell);
  if (typeof cell === 'bigint') return grouped(String(cell));
  return String(cell).replaceAll('\n', ' ');
}

/** Thousands apart: 1 234 567. */
export function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function trimmed(value: number): string {
  return Math.abs(value) >= 1000 ? grouped(value.toFixed(0)) : String(Number(value.toPrecision(4)));
}

function isNumeric(cell: Cell): boolean {
  return cell === null || cell === undefined || typeof cell === 'number' || typeof cell === 'bigint';
}

function shrink(widths: number[], right: readonly boolean[], width: number): void {
  for (;;) {
    const total = widths.reduce((sum, item) => sum + item + 2, -2);
    const widest = widths.reduce(
      (best, item, at) => (right[at] || item <= (widths[best] ?? 0) ? best : at),
      right.indexOf(false),
    );
    if (total <= width || widest < 0 || (widths[widest] ?? 0) <= 12) return;
    widths[widest] = Math.max(12, (widths[widest] ?? 0) - (total - width));
  }
}

function visible(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

function cut(text: string, width: number): string {
  if (visible(text) <= width) return text;
  return `${[...stripVTControlCharacters(text)].slice(0, Math.max(0, width - 1)).join('')}…`;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - visible(text)));
  return right ? space + text : text + space;
}
