import type { ColumnStats, DataType, NewDataFile, TableSchema } from '@penstock/core/contracts';
import { stringifyJson } from '../json/lossless-json.ts';
import { writeBound } from './bounds.ts';

/**
 * `add.stats` of a new file.
 * @param indexed names of the columns that get statistics, from {@link indexedColumns}.
 */
export function writeStats(
  file: Pick<NewDataFile, 'rows' | 'stats'>,
  schema: TableSchema,
  indexed: ReadonlySet<string>,
): string {
  const minValues: Record<string, unknown> = {};
  const maxValues: Record<string, unknown> = {};
  const nullCount: Record<string, number> = {};
  for (const field of schema.fields) {
    const stats = indexed.has(field.name) ? file.stats[field.name] : undefined;
    if (!stats) continue;
    const bounds = boundsOf(stats, field.type);
    if (bounds.min !== undefined) minValues[field.name] = bounds.min;
    if (bounds.max !== undefined) maxValues[field.name] = bounds.max;
    // nullCount of a struct is an object in the protocol, which one number cannot give.
    const flat = typeof field.type === 'string' || field.type.type !== 'struct';
    if (flat && stats.nullCount !== undefined) nullCount[field.name] = stats.nullCount;
  }
  return stringifyJson({ numRecords: file.rows, minValues, maxValues, nullCount });
}

/**
 * Columns to index: those of `delta.dataSkippingStatsColumns`, else the ones within the first 32 leaf columns
 * (`delta.dataSkippingNumIndexedCols`, -1 for all). Partition columns have their values in the log already.
 */
export function indexedColumns(
  schema: TableSchema,
  partitionColumns: readonly string[],
  properties: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const data = schema.fields.filter((field) => !partitionColumns.includes(field.name));
  const named = properties['delta.dataSkippingStatsColumns'];
  if (named !== undefined) {
    const names = new Set(named.split(',').map((name) => name.trim().replaceAll('`', '')));
    return new Set(data.map((field) => field.name).filter((name) => names.has(name)));
  }
  const limit = Number(properties['delta.dataSkippingNumIndexedCols'] ?? 32);
  const indexed = new Set<string>();
  let leaves = 0;
  for (const field of data) {
    leaves += leavesOf(field.type);
    if (limit >= 0 && leaves > limit) break;
    indexed.add(field.name);
  }
  return indexed;
}

/** NaN is above every number, so with one NaN bound the other says nothing either. */
function boundsOf(stats: ColumnStats, type: DataType): { min?: unknown; max?: unknown } {
  if (String(stats.min) === 'NaN' || String(stats.max) === 'NaN') return type === 'string' ? both(stats, type) : {};
  return both(stats, type);
}

function both(stats: ColumnStats, type: DataType): { min?: unknown; max?: unknown } {
  return { min: writeBound(stats.min, type, 'min'), max: writeBound(stats.max, type, 'max') };
}

function leavesOf(type: DataType): number {
  if (typeof type === 'string' || type.type !== 'struct') return 1;
  return type.fields.reduce((sum, field) => sum + leavesOf(field.type), 0);
}
