import type { CallOptions, NewDataFile, TableSchema, TableWrite } from '@penstock/core/contracts';
import type { AddFile, Metadata, Protocol, RemoveFile, SetTransaction } from '../log/actions.ts';
import type { LogState } from '../log/log-state.ts';
import { writePartitionValues } from '../partitions/partition-values.ts';
import type { TableLocation } from '../paths/table-location.ts';
import { assertWritable, hasInCommitTimestamps, isAppendOnly, withFeatures } from '../protocol.ts';
import { checkPartitioning, checkSchema } from '../schema/check-schema.ts';
import { sameSchema } from '../schema/compare.ts';
import { serializeSchema } from '../schema/delta-schema.ts';
import { checkFit, checkNotNull } from '../schema/fit-schema.ts';
import { indexedColumns, writeStats } from '../stats/write-stats.ts';
import { tableInvalid, tableNotFound } from '../table-error.ts';
import { draftCreate } from './create-table.ts';
import type { Draft } from './draft.ts';

/** What the table is going to be after the write. */
interface Target {
  readonly schema: TableSchema;
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  /** New in this commit. */
  readonly changed: Pick<Draft, 'protocol' | 'metadata'>;
}

/** The draft of an append or overwrite on a version; without one it creates the table, if it may. */
export async function draftWrite(
  location: TableLocation,
  state: LogState | undefined,
  write: TableWrite,
  options?: CallOptions,
): Promise<Draft> {
  const { name } = location;
  const target = state ? changeTable(name, state, write) : createTable(name, write);
  checkFit(name, write.schema, target.schema);
  checkNotNull(name, write.files, target.schema);
  const removes = state && write.mode === 'overwrite' ? await removeAll(name, state, options) : [];
  const { partitionColumns } = target.metadata;
  return {
    operation: write.operation ?? 'WRITE',
    parameters: {
      mode: write.mode === 'append' ? 'Append' : 'Overwrite',
      partitionBy: JSON.stringify(partitionColumns),
      ...write.parameters,
    },
    metrics: { ...metricsOf(write.files, removes), ...write.metrics },
    userMetadata: write.userMetadata,
    isBlindAppend: write.mode === 'append',
    ...target.changed,
    transaction: transactionOf(write),
    adds: addFiles(location, write.files, target),
    removes,
    readsTable: write.mode === 'overwrite',
    inCommitTimestamps: hasInCommitTimestamps(target.protocol, target.metadata),
  };
}

function createTable(name: string, write: TableWrite): Target {
  if (!write.create) throw tableNotFound(name);
  const { protocol, metadata } = draftCreate(name, { ...write.create, schema: write.schema });
  if (!protocol || !metadata) throw tableNotFound(name);
  return { schema: write.schema, protocol, metadata, changed: { protocol, metadata } };
}

function changeTable(name: string, state: LogState, write: TableWrite): Target {
  const { protocol, metadata, schema } = state;
  assertWritable(name, protocol, metadata, schema);
  if (write.mode === 'append' || !write.overwriteSchema) return { schema, protocol, metadata, changed: {} };
  const partitionColumns = write.create?.partitionBy ?? metadata.partitionColumns;
  const samePartitions = JSON.stringify(partitionColumns) === JSON.stringify(metadata.partitionColumns);
  if (samePartitions && sameSchema(schema, write.schema)) return { schema, protocol, metadata, changed: {} };
  checkSchema(name, write.schema);
  checkPartitioning(name, write.schema, partitionColumns);
  const changed = { ...metadata, schemaString: serializeSchema(write.schema), partitionColumns };
  const features = withFeatures(protocol, write.schema, metadata.configuration);
  return {
    schema: write.schema,
    protocol: features,
    metadata: changed,
    changed: { metadata: changed, ...(features === protocol ? {} : { protocol: features }) },
  };
}

function addFiles(location: TableLocation, files: readonly NewDataFile[], target: Target): AddFile[] {
  const { partitionColumns, configuration } = target.metadata;
  const indexed = indexedColumns(target.schema, partitionColumns, configuration);
  const seen = new Set<string>();
  const modificationTime = Date.now();
  return files.map((file) => {
    checkFile(location.name, file, seen);
    return {
      path: location.toPath(file.key),
      partitionValues: writePartitionValues(location.name, file.partitionValues, target.schema, partitionColumns),
      size: file.size,
      modificationTime,
      dataChange: true,
      stats: writeStats(file, target.schema, indexed),
    };
  });
}

function checkFile(table: string, file: NewDataFile, seen: Set<string>): void {
  if (seen.has(file.key)) throw tableInvalid(table, `the data file ${file.key} is given twice`);
  seen.add(file.key);
  if (!Number.isSafeInteger(file.size) || file.size < 0 || !Number.isSafeInteger(file.rows) || file.rows < 0) {
    throw tableInvalid(table, `the data file ${file.key} has an impossible size or number of rows`);
  }
}

async function removeAll(name: string, state: LogState, options?: CallOptions): Promise<RemoveFile[]> {
  const { active } = await state.files(options);
  if (active.size > 0 && isAppendOnly(state.protocol, state.metadata)) {
    throw tableInvalid(name, 'it is append-only (delta.appendOnly), so it cannot be overwritten');
  }
  const deletionTimestamp = Date.now();
  return Array.from(active.values(), ({ path, partitionValues, size, deletionVector }) => ({
    path,
    deletionTimestamp,
    dataChange: true,
    extendedFileMetadata: true,
    partitionValues,
    size,
    deletionVector,
  }));
}

function metricsOf(files: readonly NewDataFile[], removes: readonly RemoveFile[]): Record<string, string> {
  const sum = (numbers: readonly number[]) => String(numbers.reduce((total, number) => total + number, 0));
  return {
    numFiles: String(files.length),
    numOutputRows: sum(files.map((file) => file.rows)),
    numOutputBytes: sum(files.map((file) => file.size)),
    ...(removes.length > 0
      ? { numRemovedFiles: String(removes.length), numRemovedBytes: sum(removes.map((remove) => remove.size ?? 0)) }
      : {}),
  };
}

function transactionOf({ transaction }: TableWrite): SetTransaction | undefined {
  if (!transaction) return undefined;
  return { appId: transaction.application, version: BigInt(transaction.version), lastUpdated: Date.now() };
}
