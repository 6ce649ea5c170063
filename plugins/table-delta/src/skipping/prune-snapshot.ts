import type { DataFile, DataType, Predicate, TableSnapshot } from '@penstock/core/contracts';
import { totalRows } from '../table-snapshot.ts';
import { type ColumnFacts, mayHold } from './may-hold.ts';

/** The snapshot without files that surely hold no row for which the filter is true. */
export function pruneSnapshot(snapshot: TableSnapshot, filter: Predicate): TableSnapshot {
  const types = new Map(snapshot.schema.fields.map((field) => [field.name, field.type]));
  const partitions = new Set(snapshot.partitionColumns);
  // Statistics are parsed only of files that their partition does not rule out.
  const files = snapshot.files.filter(
    (file) =>
      mayHold(filter, (column) => (partitions.has(column) ? ofPartition(file, column, types) : undefined)) &&
      mayHold(filter, (column) =>
        partitions.has(column) ? ofPartition(file, column, types) : ofStats(file, column, types),
      ),
  );
  return files.length === snapshot.files.length ? snapshot : { ...snapshot, files, rows: totalRows(files) };
}

function ofPartition(file: DataFile, column: string, types: ReadonlyMap<string, DataType>): ColumnFacts {
  const value = file.partitionValues[column] ?? undefined;
  const type = types.get(column) ?? 'string';
  return value === undefined
    ? { type, hasNulls: true, hasValues: false }
    : { type, min: value, max: value, hasNulls: false, hasValues: true };
}

function ofStats(file: DataFile, column: string, types: ReadonlyMap<string, DataType>): ColumnFacts | undefined {
  const type = types.get(column);
  const stats = file.stats?.[column];
  if (!type || !stats) return undefined;
  const { min, max, nullCount } = stats;
  return {
    type,
    min: min ?? undefined,
    max: max ?? undefined,
    hasNulls: nullCount !== 0,
    hasValues: nullCount === undefined || nullCount !== file.rows,
    mayHideNaN: type === 'float' || type === 'double',
  };
}
