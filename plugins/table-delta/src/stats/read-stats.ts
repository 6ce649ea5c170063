import type { ColumnStats, Scalar, TableSchema } from '@penstock/core/contracts';
import { parseJson } from '../json/lossless-json.ts';
import { isRecord } from '../log/read-actions.ts';
import { readBound } from './bounds.ts';

const LEADING_COUNT = /^\{"numRecords":(\d{1,15})[,}]/;

/** Physical rows of a file; `undefined` when its statistics do not tell. */
export function readRowCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const leading = LEADING_COUNT.exec(text);
  if (leading) return Number(leading[1]);
  const rows = parse(text)?.['numRecords'];
  return typeof rows === 'number' && Number.isSafeInteger(rows) && rows >= 0 ? rows : undefined;
}

/** Statistics of the top-level columns. Whatever is missing, null or malformed is left out and prunes nothing. */
export function readStats(
  text: string | undefined,
  schema: TableSchema,
): Readonly<Record<string, ColumnStats>> | undefined {
  const stats = text === undefined ? undefined : parse(text);
  if (!stats) return undefined;
  const columns: Record<string, ColumnStats> = {};
  for (const field of schema.fields) {
    const nulls = part(stats, 'nullCount')[field.name];
    const column: { min?: Scalar; max?: Scalar; nullCount?: number } = {};
    const min = readBound(part(stats, 'minValues')[field.name], field.type, 'min');
    const max = readBound(part(stats, 'maxValues')[field.name], field.type, 'max');
    if (min !== undefined) column.min = min;
    if (max !== undefined) column.max = max;
    if (typeof nulls === 'number' && Number.isSafeInteger(nulls)) column.nullCount = nulls;
    if (Object.keys(column).length > 0) columns[field.name] = column;
  }
  return columns;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJson(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function part(stats: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = stats[name];
  return isRecord(value) ? value : {};
}
