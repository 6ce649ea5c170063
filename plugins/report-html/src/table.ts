import type { Cell, ReportBlock } from '@penstock/core/contracts';
import { type Markup, markup } from './markup.ts';
import { columnFormat } from './number-format.ts';

type TableBlock = Extract<ReportBlock, { type: 'table' }>;

/** More rows than this scroll within the page. */
const tall = 24;

/** A table whose number columns are right-aligned, each with one format. */
export function table({ columns, rows, caption }: TableBlock): Markup {
  const formats = columns.map((_, index) => cellFormat(rows.map((row) => row[index] ?? null)));
  const heads = columns.map((name, index) => markup`<th scope="col"${align(formats[index])}>${name}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map((_, index) => cell(row[index] ?? null, formats[index]));
    return markup`<tr>${cells}</tr>\n`;
  });
  const empty = markup`<tr><td class="none" colspan="${Math.max(1, columns.length)}">No rows</td></tr>`;
  return markup`<div class="table${rows.length > tall ? ' tall' : ''}" tabindex="0"><table>
${caption === undefined ? undefined : markup`<caption>${caption}</caption>`}
<thead><tr>${heads}</tr></thead>
<tbody>
${rows.length === 0 ? empty : body}</tbody></table></div>`;
}

interface CellFormat {
  readonly numeric: boolean;
  format(value: number): string;
}

function cellFormat(cells: readonly Cell[]): CellFormat {
  const numbers = cells.filter((value) => typeof value === 'number');
  const filled = cells.filter((value) => value !== null && value !== '');
  return { numeric: filled.length > 0 && filled.every(looksNumeric), format: columnFormat(numbers) };
}

/** A number, or text that is one with a unit or a sign: `12 %`, `+0.3`, `1,204 ms`. */
function looksNumeric(value: Cell): boolean {
  return (
    typeof value === 'number' ||
    /^[-−+±<>≤≥~]?\s*[\d][\d.,\s\u202f]*([eE][-−+]?\d+)?\s*(%|[a-zA-Zµ]{1,3})?$/.test(String(value))
  );
}

function align(format: CellFormat | undefined): Markup | undefined {
  return format?.numeric ? markup` class="n"` : undefined;
}

function cell(value: Cell, format: CellFormat | undefined): Markup {
  if (value === null) return markup`<td class="none${format?.numeric ? ' n' : ''}">–</td>`;
  const text = typeof value === 'number' ? (format?.format(value) ?? '') : value;
  return markup`<td${align(format)}>${text}</td>`;
}
