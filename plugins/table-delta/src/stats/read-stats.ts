import type { ColumnStats, Field, Scalar, TableSchema } from '@penstock/core/contracts';
import { parseJson } from '../json/lossless-json.ts';
import { isRecord } from '../log/read-actions.ts';
import { wasFloat } from '../schema/type-changes.ts';
import { readBound, type Side } from './bounds.ts';

const LEADING_COUNT = /^\{"numRecords":(\d{1,15})[,}]/;

/** Physical rows of a file; `undefined` when its statistics do not tell. */
export function readRowCount(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const leading = LEADING_COUNT.exec(text);
  if (leading) return Number(leading[1]);
  const rows = parse(text)?.['numRecords'];
  return typeof rows === 'number' && Number.isSafeInteger(rows) && rows >= 0 ? rows : undefined;
}

/**
 * Statistics of the top-level columns. Whatever is missing, null or malformed is left out and prunes nothing.
 * @param names column → its name in the log, where that is another
 */
export function readStats(
  text: string | undefined,
  schema: TableSchema,
  names: ReadonlyMap<string, string> = new Map(),
): Readonly<Record<string, ColumnStats>> | undefined {
  const stats = text === undefined ? undefined : parse(text);
  if (!stats) return undefined;
  const [minValues, maxValues, nullCounts] = ['minValues', 'maxValues', 'nullCount'].map((name) => part(stats, name));
  const rows = stats['numRecords'];
  const isWide = stats['tightBounds'] === false;
  const columns: Record<string, ColumnStats> = {};
  for (const field of schema.fields) {
    const name = names.get(field.name) ?? field.name;
    const nulls = nullCounts?.[name];
    const column: { min?: Scalar; max?: Scalar; nullCount?: number } = {};
    const min = boundOf(minValues?.[name], field, 'min');
    const max = boundOf(maxValues?.[name], field, 'max');
    if (min !== undefined) column.min = min;
    if (max !== undefined) column.max = max;
    // Of rows that are partly deleted only "none" and "all" can be told.
    const isTold = !isWide || nulls === 0 || nulls === rows;
    if (typeof nulls === 'number' && Number.isSafeInteger(nulls) && isTold) column.nullCount = nulls;
    if (Object.keys(column).length > 0) columns[field.name] = column;
  }
  return columns;
}

/** What an old file has as the text of a float may be a little off as a double. */
function boundOf(value: unknown, field: Field, side: Side): Scalar | undefined {
  const bound = readBound(value, field.type, side);
  if (typeof bound !== 'number' || !wasFloat(field)) return bound;
  const float = readBound(value, 'float', side);
  if (typeof float !== 'number') return undefined;
  return side === 'min' ? Math.min(bound, float) : Math.max(bound, float);
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
