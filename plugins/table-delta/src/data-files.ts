import type { ColumnStats, DataFile, DataType, DeletionVector, ObjectStore } from '@penstock/core/contracts';
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
  readonly #tracksRows: boolean;
  readonly #partitions: readonly { readonly name: string; readonly physical: string; readonly type: DataType }[];
  readonly #statsOf: StatsReader;

  constructor(store: ObjectStore, location: TableLocation, state: LogState) {
    const { schema, metadata, protocol } = state;
    const mode = columnMapping(protocol, metadata);
    this.#store = store;
    this.location = location;
    this.#tracksRows = hasRowTracking(protocol, metadata);
    const names = new Map(schema.fields.map((field) => [field.name, physicalName(field, mode)]));
    this.#statsOf = (text) => readStats(text, schema, names);
    this.#partitions = metadata.partitionColumns.map((name) => ({
      name,
      physical: names.get(name) ?? name,
      type: schema.fields.find((field) => field.name === name)?.type ?? 'string',
    }));
  }

  added(add: AddFile): DataFile {
    const { baseRowId, defaultRowCommitVersion = 0, deletionVector } = add;
    const isTracked = this.#tracksRows && baseRowId !== undefined;
    return new AddedFile(
      {
        key: this.location.toKey(add.path),
        size: add.size,
        modified: new Date(add.modificationTime),
        partitionValues: readPartitionValues(add.partitionValues, this.#partitions),
        ...(deletionVector ? { deletionVector: deletionVectorOf(this.#store, this.location, deletionVector) } : {}),
        ...(isTracked ? { rowTracking: { firstRowId: baseRowId, version: defaultRowCommitVersion } } : {}),
      },
      add.stats,
      this.#statsOf,
    );
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

type StatsReader = (text: string | undefined) => Readonly<Record<string, ColumnStats>> | undefined;

/** Statistics are parsed when looked at: most readers of a large table never do. */
class AddedFile implements DataFile {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
  readonly partitionValues: PartitionValues;
  readonly rows: number | undefined;
  readonly deletionVector?: DeletionVector;
  readonly rowTracking?: NonNullable<DataFile['rowTracking']>;
  readonly #text: string | undefined;
  readonly #statsOf: StatsReader;
  #stats: Readonly<Record<string, ColumnStats>> | undefined;

  /** @param text statistics as JSON */
  constructor(file: Omit<DataFile, 'rows' | 'stats'>, text: string | undefined, statsOf: StatsReader) {
    this.key = file.key;
    this.size = file.size;
    this.modified = file.modified;
    this.partitionValues = file.partitionValues;
    this.rows = readRowCount(text);
    if (file.deletionVector) this.deletionVector = file.deletionVector;
    if (file.rowTracking) this.rowTracking = file.rowTracking;
    this.#text = text;
    this.#statsOf = statsOf;
  }

  get stats(): Readonly<Record<string, ColumnStats>> | undefined {
    this.#stats ??= this.#statsOf(this.#text);
    return this.#stats;
  }
}
