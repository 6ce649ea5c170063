import { capability } from '../plugin/capability.ts';
import type { CallOptions } from './object-store.ts';
import type { Predicate } from './predicate.ts';
import type { TableSchema } from './schema.ts';

/**
 * A bound in statistics, in its JSON form: dates `yyyy-MM-dd`, timestamps ISO 8601 (UTC, up to microseconds), decimals
 * and integers beyond ±(2^53-1) as text of digits.
 */
export type Scalar = string | number | boolean | null;

/** `min` ≤ every value that is not null ≤ `max`, strings by UTF-8 bytes. What is absent is unknown. */
export interface ColumnStats {
  readonly min?: Scalar;
  readonly max?: Scalar;
  readonly nullCount?: number;
}

/** A Parquet file that an engine has written and a commit is to add. The engine is taken at its word: files are not opened. */
export interface NewDataFile {
  /** Object key, as given out by {@link TableFormat.newFileKey}. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly rows: number;
  /** Partition column → value as text (`yyyy-MM-dd` for dates, ISO 8601 with Z for timestamps); null for null. */
  readonly partitionValues: Readonly<Record<string, string | null>>;
  /** Top-level column → statistics; strings may be any prefix-safe bound. */
  readonly stats: Readonly<Record<string, ColumnStats>>;
}

/** Places of rows in a data file, counted from 0. */
export interface RowPositions {
  /** Ascending, none twice, some at a time. PEN_TABLE_CORRUPT, before the first, when they cannot be told. */
  positions(options?: CallOptions): AsyncIterable<BigInt64Array>;
}

export interface DeletionVector extends RowPositions {
  /** How many there are. */
  readonly cardinality: number;
}

/** A file of a snapshot. Its columns are those of the schema by `Field.stored`; others in it do not belong to the table. */
export interface DataFile {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  /** Physical rows, deleted ones too, when the log tells. */
  readonly rows?: number;
  readonly stats?: Readonly<Record<string, ColumnStats>>;
  /** Rows that do not belong to the table any more: whoever reads the file leaves them out. */
  readonly deletionVector?: DeletionVector;
  /** See {@link RowTracking}. */
  readonly rowTracking?: { readonly firstRowId: bigint; readonly version: number };
}

/**
 * A row keeps its id for good, and the version that last changed it. Both stand in the named columns of a data file,
 * which are not in the schema; where a column or value is missing, the id is the file's first one plus the row's place,
 * and the version is the file's.
 */
export interface RowTracking {
  readonly idColumn?: string;
  readonly versionColumn?: string;
}

export interface TableSnapshot {
  readonly name: string;
  readonly version: number;
  readonly timestamp: Date;
  readonly schema: TableSchema;
  readonly partitionColumns: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly files: readonly DataFile[];
  /** Rows of all files without deleted ones, when every file tells. */
  readonly rows?: number;
  /** Present when the table tracks rows. */
  readonly rowTracking?: RowTracking;
  /** Idempotence marks: application id → last committed version (2^53-1 when it is larger). */
  readonly transactions: ReadonlyMap<string, number>;
}

export interface VersionInfo {
  readonly version: number;
  readonly timestamp: Date;
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly userMetadata?: string;
}

export type AsOf = { readonly version: number } | { readonly timestamp: Date };

export interface CreateTable {
  readonly schema: TableSchema;
  readonly partitionBy?: readonly string[];
  readonly properties?: Readonly<Record<string, string>>;
  readonly description?: string;
  /** Keeps from the first version on what {@link TableFormat.changes} needs. */
  readonly changeFeed?: boolean;
}

export interface TableWrite extends CallOptions {
  /** `append` adds files; `overwrite` replaces all files of the snapshot. */
  readonly mode: 'append' | 'overwrite';
  readonly files: readonly NewDataFile[];
  /** Schema of the files. They must fit the table: columns by exact name and type, nullable ones may be missing. */
  readonly schema: TableSchema;
  /** Lets an overwrite change the schema, and the partitioning when `create.partitionBy` names another. */
  readonly overwriteSchema?: boolean;
  /** Creates the table in the same commit when it does not exist. */
  readonly create?: Omit<CreateTable, 'schema'>;
  /**
   * Idempotence: when the table has already committed this or a later version for the application,
   * nothing is written and the result says so.
   */
  readonly transaction?: { readonly application: string; readonly version: number };
  /** Word for the history, e.g. `STREAMING UPDATE`; default `WRITE`. */
  readonly operation?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly metrics?: Readonly<Record<string, string>>;
  /** Free text (JSON) kept in the history. */
  readonly userMetadata?: string;
}

export interface WriteResult {
  /** The new version; of a transaction committed before, the version that did it, or the newest when that is forgotten. */
  readonly version: number;
  /** False when the transaction had been committed before. */
  readonly committed: boolean;
}

/** Rows added between two versions, as whole files. */
export interface Appended {
  readonly toVersion: number;
  readonly files: readonly DataFile[];
}

/** Rows that came or went with one version, in one file. */
export interface ChangedFile extends DataFile {
  readonly version: number;
  readonly timestamp: Date;
  /**
   * What happened to the rows. Absent where the file tells it row by row, in a text column `_change_type`: `insert`,
   * `delete`, `update_preimage`, `update_postimage`.
   */
  readonly change?: 'insert' | 'delete';
  /** The rows that it happened to, when not to all; those of a deletion vector are not among them. */
  readonly only?: RowPositions;
}

export interface Changes {
  readonly toVersion: number;
  /** As of `toVersion`; it can hold every row of the range. */
  readonly schema: TableSchema;
  readonly partitionColumns: readonly string[];
  /** By version. */
  readonly files: readonly ChangedFile[];
}

export interface SnapshotOptions extends CallOptions {
  /** Files that surely hold no row for which this is true may be left out; `rows` are those of the files given. */
  readonly filter?: Predicate;
}

/**
 * Named tables with versions. Names are `[A-Za-z0-9_][A-Za-z0-9_.-]*`. Snapshots are immutable. Commits are
 * serialisable; a lost race is retried when the changes go together, else PEN_CONFLICT.
 * Errors: PEN_NOT_FOUND, PEN_ALREADY_EXISTS, PEN_TABLE_CORRUPT, PEN_TABLE_UNSUPPORTED, PEN_TABLE_VERSION,
 * PEN_TABLE_NO_CHANGES, PEN_SCHEMA_MISMATCH, PEN_SCHEMA_INVALID, PEN_TABLE_INVALID, PEN_CONFLICT and those of the object store.
 */
export interface TableFormat {
  /** Sorted by name. */
  list(options?: CallOptions): Promise<readonly string[]>;
  /** Version of the newest snapshot, `undefined` when there is no such table. */
  latestVersion(name: string, options?: CallOptions): Promise<number | undefined>;
  create(name: string, table: CreateTable, options?: CallOptions): Promise<WriteResult>;
  /** PEN_NOT_FOUND when there is no such table; PEN_TABLE_VERSION when `asOf` is not in its history. */
  snapshot(name: string, asOf?: AsOf, options?: SnapshotOptions): Promise<TableSnapshot>;
  /** Newest first. */
  history(name: string, options?: CallOptions & { readonly limit?: number }): Promise<readonly VersionInfo[]>;
  /** A fresh, never used object key for a data file of the table. */
  newFileKey(name: string, partitionValues?: Readonly<Record<string, string | null>>): string;
  write(name: string, write: TableWrite): Promise<WriteResult>;
  /**
   * Files added after `fromVersion` (exclusive) up to `toVersion`. PEN_SOURCE_CHANGED when rows were removed or
   * rewritten in between. From -1 on these are all files of `toVersion`: nothing was taken before that could have
   * changed.
   */
  appended(name: string, fromVersion: number, toVersion: number, options?: CallOptions): Promise<Appended>;
  /**
   * What happened to rows after `fromVersion` (exclusive, -1 for all) up to `toVersion`; nothing for rewrites that keep
   * the rows. PEN_TABLE_NO_CHANGES when the table was not made to tell in all of the range, PEN_TABLE_VERSION when a
   * version of it is not in the history (any more), PEN_SCHEMA_MISMATCH when rows do not fit the schema at its end.
   * PEN_CAPABILITY_FEATURE from a format that does not claim the feature `changes`.
   */
  changes(name: string, fromVersion: number, toVersion: number, options?: CallOptions): Promise<Changes>;
  /** Removes a table and all its files. Idempotent. */
  drop(name: string, options?: CallOptions): Promise<void>;
  uri(name: string): string;
}

export const TableFormat = capability<TableFormat, 'partitioning' | 'timeTravel' | 'changes'>('table-format@1', {
  description: 'Versioned tables of Parquet files with ACID commits',
  features: ['partitioning', 'timeTravel', 'changes'],
});
