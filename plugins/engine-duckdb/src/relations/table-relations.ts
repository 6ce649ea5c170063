import type { CallOptions, Relation, TableFormat, TableSchema, TableSnapshot } from '@penstock/core/contracts';
import type { ExtraColumns } from './branch-source.ts';
import { CHANGE_COLUMNS } from './change-columns.ts';
import type { PushedFilter } from './pushed-filters.ts';
import type { RelationFile } from './relation-file.ts';
import { rowTrackingColumns } from './row-tracking-columns.ts';
import { comparesWith } from './sql-constant.ts';

export type TableRelation = Extract<Relation, { kind: 'table' | 'appended' | 'changes' }>;

/** What a relation over a table reads. */
export interface TableFiles {
  readonly schema: TableSchema;
  readonly partitionColumns: readonly string[];
  readonly files: readonly RelationFile['file'][];
  readonly extra: ExtraColumns<RelationFile>;
}

const NO_EXTRA: ExtraColumns<RelationFile> = { types: {}, columns: () => [] };

/** Names that SQL may use for the columns of row tracking. */
export const ROW_TRACKING = /\b_row_(id|version)\b/i;

/** What a query wants of a table besides its rows. */
export interface TableDemand {
  /** Columns of row tracking. */
  readonly withRow: boolean;
  /** A condition that rows must meet to count. */
  readonly filter: PushedFilter | undefined;
}

export async function tableFiles(
  tables: TableFormat,
  relation: TableRelation,
  { withRow, filter }: TableDemand,
  options: CallOptions,
): Promise<TableFiles> {
  const { table } = relation;
  if (relation.kind === 'changes') {
    const changes = await tables.changes(table, relation.fromVersion, relation.toVersion, options);
    return { ...changes, extra: CHANGE_COLUMNS };
  }
  if (relation.kind === 'appended') {
    const { fromVersion, toVersion } = relation;
    const { schema, partitionColumns } = await tables.snapshot(table, { version: toVersion }, options);
    const { files } = await tables.appended(table, fromVersion, toVersion, options);
    return { schema, partitionColumns, files, extra: NO_EXTRA };
  }
  const snapshot = await filteredSnapshot(tables, relation, filter, options);
  const { schema, partitionColumns, files, rowTracking } = snapshot;
  const isTracked = withRow && rowTracking && !schema.fields.some(({ name }) => ROW_TRACKING.test(name));
  return { schema, partitionColumns, files, extra: isTracked ? rowTrackingColumns(rowTracking) : NO_EXTRA };
}

/** A condition that turns out to compare other things than the table would is of no use. */
async function filteredSnapshot(
  tables: TableFormat,
  { table, version }: Extract<TableRelation, { kind: 'table' }>,
  filter: PushedFilter | undefined,
  options: CallOptions,
): Promise<TableSnapshot> {
  if (!filter) return tables.snapshot(table, { version }, options);
  const snapshot = await tables.snapshot(table, { version }, { ...options, filter: filter.predicate });
  const types = new Map(snapshot.schema.fields.map((field) => [field.name, field.type]));
  const isRight = filter.compared.every(([column, constant]) => {
    const type = types.get(column);
    return type !== undefined && comparesWith(type, constant);
  });
  return isRight ? snapshot : tables.snapshot(table, { version }, options);
}
