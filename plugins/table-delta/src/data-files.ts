import type {
  ColumnStats,
  DataFile,
  DataType,
  DeletionVector,
  ObjectStore,
  TableSchema,
} from '@penstock/core/contracts';
import { deletionVectorOf } from './deletion-vectors/row-positions.ts';
import type { AddFile, DeletionVectorDescriptor, PartitionValues } from './log/actions.ts';
import type { LogState } from './log/log-state.ts';
import { readPartitionValues } from './partitions/partition-values.ts';
import type { TableLocation } from './paths/table-location.ts';
import { columnMapping, hasRowTracking } from './protocol.ts';
import { physicalName } from './schema/map-columns.ts';
import { readRowCount, readStats } from './stats/read-stats.ts';

/** Actions of the log that name a file, in common. */
export interface LoggedFile {
  readonly path: string;
  readonly partitionValues?: PartitionValues;
  readonly size?: number;
  readonly deletionVector?: DeletionVectorDescriptor;
}

/** Turns files of the log into those of the contract, under the schema of one version. */
export class FileReader {
  readonly location: TableLocation;
  readonly #store: ObjectStore;
  readonly #schema: TableSchema;
  readonly #tracksRows: boolean;
  readonly #partitions: readonly { readonly name: string; readonly physical: string; readonly type: DataType }[];
  /** Column → its name in the log. */
  readonly #names: ReadonlyMap<string, string>;

  constructor(store: ObjectStore, location: TableLocation, state: LogState) {
    const { schema, metadata, protocol } = state;
    const mode = columnMapping(protocol, metadata);
    this.#store = store;
    this.location = location;
    this.#schema = schema;
    this.#tracksRows = hasRowTracking(protocol, metadata);
    this.#names = new Map(schema.fields.map((field) => [field.name, physicalName(field, mode)]));
    this.#partitions = metadata.partitionColumns.map((name) => ({
      name,
      physical: this.#names.get(name) ?? name,
      type: schema.fields.find((field) => field.name === name)?.type ?? 'string',
    }));
  }

  added(add: AddFile): DataFile {
    const { baseRowId, defaultRowCommitVersion = 0, deletionVector } = add;
    return new AddedFile({
      key: this.location.toKey(add.path),
      size: add.size,
      modified: new Date(add.modificationTime),
      partitionValues: readPartitionValues(add.partitionValues, this.#partitions),
      deletionVector: deletionVector && deletionVectorOf(this.#store, this.location, deletionVector),
      rowTracking:
        this.#tracksRows && baseRowId !== undefined
          ? { firstRowId: baseRowId, version: defaultRowCommitVersion }
          : undefined,
      statistics: add.stats,
      schema: this.#schema,
      names: this.#names,
    });
  }

  /** A file of any action: what only `add` tells is not there. */
  named(file: LoggedFile, modified: Date): DataFile {
    const { deletionVector } = file;
    return {
      key: this.location.toKey(file.path),
      size: file.size ?? 0,
      modified,
      partitionValues: readPartitionValues(file.partitionValues ?? {}, this.#partitions),
      ...(deletionVector ? { deletionVector: deletionVectorOf(this.#store, this.location, deletionVector) } : {}),
    };
  }
}

interface Parts extends Pick<DataFile, 'key' | 'size' | 'modified' | 'partitionValues'> {
  readonly deletionVector: DeletionVector | undefined;
  readonly rowTracking: DataFile['rowTracking'] | undefined;
  /** JSON text. */
  readonly statistics: string | undefined;
  readonly schema: TableSchema;
  readonly names: ReadonlyMap<string, string>;
}

/** Statistics are parsed when looked at: most readers of a large table never do. */
class AddedFile implements DataFile {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
  readonly partitionValues: PartitionValues;
  readonly rows: number | undefined;
  readonly deletionVector?: DeletionVector;
  readonly rowTracking?: NonNullable<DataFile['rowTracking']>;
  readonly #parts: Parts;
  #stats: Readonly<Record<string, ColumnStats>> | undefined;

  constructor(parts: Parts) {
    this.key = parts.key;
    this.size = parts.size;
    this.modified = parts.modified;
    this.partitionValues = parts.partitionValues;
    this.rows = readRowCount(parts.statistics);
    if (parts.deletionVector) this.deletionVector = parts.deletionVector;
    if (parts.rowTracking) this.rowTracking = parts.rowTracking;
    this.#parts = parts;
  }

  get stats(): Readonly<Record<string, ColumnStats>> | undefined {
    const { statistics, schema, names } = this.#parts;
    this.#stats ??= readStats(statistics, schema, names);
    return this.#stats;
  }
}
