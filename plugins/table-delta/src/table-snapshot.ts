import type { CallOptions, DataFile, ObjectStore, RowTracking, TableSnapshot } from '@penstock/core/contracts';
import { FileReader } from './data-files.ts';
import type { LogState } from './log/log-state.ts';
import { liveTransactions } from './log/replay.ts';
import type { TableLocation } from './paths/table-location.ts';
import { hasRowTracking } from './protocol.ts';
import { corrupt } from './table-error.ts';

const ROW_ID_COLUMN = 'delta.rowTracking.materializedRowIdColumnName';
const ROW_VERSION_COLUMN = 'delta.rowTracking.materializedRowCommitVersionColumnName';

/** A version in the words of the contract. */
export async function tableSnapshot(
  store: ObjectStore,
  location: TableLocation,
  state: LogState,
  options?: CallOptions,
): Promise<TableSnapshot> {
  const { active } = await state.files(options);
  const reader = new FileReader(store, location, state);
  const files = Array.from(active.values(), (add) => reader.added(add));
  assertDistinct(location, files);
  const transactions = liveTransactions(state.head, Date.now()).values();
  const rowTracking = rowTrackingOf(state);
  return {
    name: location.name,
    version: state.version,
    timestamp: new Date(state.timestamp),
    schema: state.schema,
    partitionColumns: state.metadata.partitionColumns,
    properties: state.metadata.configuration,
    description: state.metadata.description,
    files,
    rows: totalRows(files),
    transactions: new Map(Array.from(transactions, ({ appId, version }) => [appId, saturated(version)])),
    ...(rowTracking ? { rowTracking } : {}),
  };
}

/** Rows without deleted ones, when every file tells. */
export function totalRows(files: readonly DataFile[]): number | undefined {
  let rows = 0;
  for (const file of files) {
    if (file.rows === undefined) return undefined;
    rows += file.rows - (file.deletionVector?.cardinality ?? 0);
  }
  return rows;
}

/** One file under two deletion vectors would give its rows twice. */
function assertDistinct(location: TableLocation, files: readonly DataFile[]): void {
  const withVectors = files.filter((file) => file.deletionVector);
  if (withVectors.length === 0) return;
  const seen = new Map<string, number>();
  for (const { key } of files) seen.set(key, (seen.get(key) ?? 0) + 1);
  const twice = withVectors.find(({ key }) => (seen.get(key) ?? 0) > 1);
  if (twice) throw corrupt(location.logFolder, `has the file ${twice.key} twice, with different deletion vectors`);
}

function rowTrackingOf({ protocol, metadata }: LogState): RowTracking | undefined {
  if (!hasRowTracking(protocol, metadata)) return undefined;
  const { [ROW_ID_COLUMN]: idColumn, [ROW_VERSION_COLUMN]: versionColumn } = metadata.configuration;
  return { ...(idColumn ? { idColumn } : {}), ...(versionColumn ? { versionColumn } : {}) };
}

/** Comparisons with safe integers stay right: what lies beyond ±(2^53-1) is given as that. */
function saturated(version: bigint): number {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  if (version > limit) return Number.MAX_SAFE_INTEGER;
  return version < -limit ? -Number.MAX_SAFE_INTEGER : Number(version);
}
