import type {
  CallOptions,
  ColumnStats,
  DataFile,
  DataType,
  TableSchema,
  TableSnapshot,
} from '@penstock/core/contracts';
import type { AddFile } from './log/actions.ts';
import type { LogState } from './log/log-state.ts';
import { liveTransactions } from './log/replay.ts';
import { readPartitionValues } from './partitions/partition-values.ts';
import type { TableLocation } from './paths/table-location.ts';
import { readRowCount, readStats } from './stats/read-stats.ts';
import { unsupported } from './table-error.ts';

/** A version in the words of the contract. */
export async function tableSnapshot(
  location: TableLocation,
  state: LogState,
  options?: CallOptions,
): Promise<TableSnapshot> {
  const { active } = await state.files(options);
  const files = dataFiles(location, active.values(), state);
  const transactions = liveTransactions(state.head, Date.now()).values();
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
  };
}

/** Files of the log as the contract gives them. */
export function dataFiles(location: TableLocation, adds: Iterable<AddFile>, state: LogState): DataFile[] {
  const { schema, metadata } = state;
  const partitions = metadata.partitionColumns.map((name) => ({
    name,
    type: schema.fields.find((field) => field.name === name)?.type ?? ('string' as const),
  }));
  return Array.from(adds, (add) => {
    if (add.deletionVector) {
      throw unsupported(
        location.name,
        `has a deletion vector on ${add.path} (feature deletionVectors), not supported yet`,
      );
    }
    return new LoggedFile(location.toKey(add.path), add, partitions, schema);
  });
}

/** Statistics are parsed when looked at: most readers of a large table never do. */
class LoggedFile implements DataFile {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  readonly rows: number | undefined;
  readonly #text: string | undefined;
  readonly #schema: TableSchema;
  #stats: Readonly<Record<string, ColumnStats>> | undefined;

  constructor(
    key: string,
    add: AddFile,
    partitions: readonly { readonly name: string; readonly type: DataType }[],
    schema: TableSchema,
  ) {
    this.key = key;
    this.size = add.size;
    this.modified = new Date(add.modificationTime);
    this.partitionValues = readPartitionValues(add.partitionValues, partitions);
    this.rows = readRowCount(add.stats);
    this.#text = add.stats;
    this.#schema = schema;
  }

  get stats(): Readonly<Record<string, ColumnStats>> | undefined {
    this.#stats ??= readStats(this.#text, this.#schema);
    return this.#stats;
  }
}

function totalRows(files: readonly DataFile[]): number | undefined {
  let rows = 0;
  for (const file of files) {
    if (file.rows === undefined) return undefined;
    rows += file.rows;
  }
  return rows;
}

/** Comparisons with safe integers stay right: what lies beyond ±(2^53-1) is given as that. */
function saturated(version: bigint): number {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  if (version > limit) return Number.MAX_SAFE_INTEGER;
  return version < -limit ? -Number.MAX_SAFE_INTEGER : Number(version);
}
