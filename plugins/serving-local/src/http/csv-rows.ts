import { PenstockError } from '@penstock/core';
import type { FeatureInput, RawRow } from '@penstock/core/models';
import { requestInvalid } from './error-reply.ts';
import { type CsvCell, parseCsv } from './parse-csv.ts';

/**
 * Rows of CSV with a header line. An empty cell is null; a quoted empty one is the empty text. PEN_REQUEST_INVALID for bad
 * CSV, PEN_MODEL_INPUT naming row and column for a cell that is not of the column's type.
 */
export function rowsOfCsv(text: string, inputs: readonly FeatureInput[]): readonly RawRow[] {
  const [header, ...lines] = parseCsv(text);
  if (!header) throw requestInvalid('The CSV has no header line');
  const names = header.map(({ text: name }) => name);
  if (new Set(names).size < names.length) throw requestInvalid('The CSV header has a column twice');
  const types = new Map(inputs.map(({ name, type }) => [name, type]));
  return lines.map((cells, at) => {
    if (cells.length !== names.length)
      throw requestInvalid(`Row ${at} of the CSV has ${cells.length} cells for ${names.length} columns`);
    const row: Record<string, unknown> = Object.create(null);
    for (const [place, name] of names.entries())
      row[name] = cellValue(cells[place] ?? emptyCell, { name, type: types.get(name) ?? 'string' }, at);
    return row;
  });
}

const emptyCell: CsvCell = { text: '', quoted: false };

function cellValue({ text, quoted }: CsvCell, { name, type }: FeatureInput, row: number): unknown {
  if (text === '' && !quoted) return null;
  if (type === 'integer' && /^[+-]?\d+$/.test(text)) return BigInt(text);
  if (type === 'number' || type === 'integer') {
    const number = numberOf(text);
    if (number === undefined) throw badCell(name, row, 'a number');
    return number;
  }
  if (type !== 'boolean') return text;
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  throw badCell(name, row, 'true or false');
}

// The words are those that pandas writes.
function numberOf(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^nan$/i.test(text)) return Number.NaN;
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (!infinite) return undefined;
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function badCell(column: string, row: number, expected: string): PenstockError {
  return new PenstockError('PEN_MODEL_INPUT', `Row ${row}: Column "${column}": expected ${expected}`, { at: column });
}
