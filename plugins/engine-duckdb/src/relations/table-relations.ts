import type { CallOptions, Relation, TableFormat, TableSchema } from '@penstock/core/contracts';
import type { ExtraColumns } from './branch-source.ts';
import { CHANGE_COLUMNS } from './change-columns.ts';
import type { RelationFile } from './relation-file.ts';
import { rowTrackingColumns } from './row-tracking-columns.ts';

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

/** @param withRow whether a table's columns of row tracking are asked for */
export async function tableFiles(
  tables: TableFormat,
  relation: TableRelation,
  withRow: boolean,
  signal: AbortSignal,
): Promise<TableFiles> {
  const options: CallOptions = { signal };
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
  const snapshot = await tables.snapshot(table, { version: relation.version }, options);
  const { schema, partitionColumns, files, rowTracking } = snapshot;
  const isTracked = withRow && rowTracking && !schema.fields.some(({ name }) => ROW_TRACKING.test(name));
  return { schema, partitionColumns, files, extra: isTracked ? rowTrackingColumns(rowTracking) : NO_EXTRA };
}
