import type { RecordBatch } from 'apache-arrow';
import { capability } from '../plugin/capability.ts';
import type { CallOptions } from './object-store.ts';
import type { TableSchema } from './schema.ts';

/** What a name in the SQL stands for. */
export type Relation =
  /**
   * A table at a version. SQL that names `_row_id` or `_row_version` also gets these longs, when the table tracks rows:
   * the id of each row and the version that last changed it; `*` does not include them otherwise.
   */
  | { readonly kind: 'table'; readonly table: string; readonly version: number }
  /** The rows appended to a table after `fromVersion` (exclusive, -1 for all) up to `toVersion`. */
  | { readonly kind: 'appended'; readonly table: string; readonly fromVersion: number; readonly toVersion: number }
  /**
   * What happened to the rows of a table after `fromVersion` (exclusive, -1 for all) up to `toVersion`: its columns,
   * `_change_type` (`insert`, `delete`, `update_preimage`, `update_postimage`), `_commit_version`, `_commit_timestamp`.
   */
  | { readonly kind: 'changes'; readonly table: string; readonly fromVersion: number; readonly toVersion: number }
  /**
   * Files of the object store, in this order. Columns are matched by name; `_file` is the key of each row's file. SQL
   * that names `_row` also gets the row's place in its file, a long from 0; `*` does not include it.
   */
  | {
      readonly kind: 'files';
      readonly format: FileFormat;
      readonly keys: readonly string[];
      readonly options?: Readonly<Record<string, string | number | boolean>>;
    }
  /** Another query, e.g. a view. */
  | { readonly kind: 'query'; readonly query: Query }
  /** Rows from this process, read once. `schema` is needed since there may be no batch. */
  | { readonly kind: 'batches'; readonly schema: TableSchema; readonly batches: AsyncIterable<RecordBatch> };

export type FileFormat = 'parquet' | 'csv' | 'json';

/** SQL in which every relation is named `{{name}}`; the engine replaces it by its own quoted source. */
export interface Query {
  readonly sql: string;
  readonly relations: Readonly<Record<string, Relation>>;
  /** Where the text comes from, `file:line`, for error messages. */
  readonly at?: string;
}

export interface FlowExpectation {
  readonly name: string;
  /** SQL boolean over the columns of the flow; NULL counts as a violation. */
  readonly predicate: string;
  readonly action: 'warn' | 'drop' | 'fail' | 'quarantine';
  /** Where the predicate comes from, `file:line`, for error messages. */
  readonly at?: string;
}

export interface Flow extends CallOptions {
  readonly target: string;
  readonly mode: 'append' | 'overwrite';
  readonly query: Query;
  readonly expectations: readonly FlowExpectation[];
  /** Table for quarantined rows: the columns of the flow, `_failed` (list of rule names), `_run_id`, `_quarantined_at`. Needed when a rule quarantines. */
  readonly quarantine?: string;
  readonly runId: string;
  readonly partitionBy?: readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, string>>;
  /** See TableWrite.transaction; used for the target and the quarantine table alike. */
  readonly transaction: { readonly application: string; readonly version: number };
  readonly userMetadata?: string;
}

export interface FlowResult {
  /** Version of the target afterwards. */
  readonly version: number;
  /** False when the transaction had been committed before: then the counts are those of that commit. */
  readonly committed: boolean;
  readonly rows: FlowCounts;
  readonly expectations: readonly {
    readonly name: string;
    readonly action: FlowExpectation['action'];
    readonly passed: number;
    readonly failed: number;
  }[];
  /** Of the target. */
  readonly files: number;
  readonly bytes: number;
}

/**
 * `in` is counted on the flow's query, `kept` and `quarantined` on the files written, `dropped` on the rules.
 * A row that breaks a drop and a quarantine rule is quarantined.
 */
export interface FlowCounts {
  readonly in: number;
  readonly kept: number;
  readonly dropped: number;
  readonly quarantined: number;
}

export interface ColumnProfile {
  readonly column: string;
  readonly type: string;
  readonly rows: number;
  readonly nulls: number;
  readonly distinct: number;
  readonly min?: string;
  readonly max?: string;
  readonly mean?: number;
  readonly stddev?: number;
}

/**
 * Runs SQL over tables, which it reads as their format gives them: columns by `Field.stored`, without the rows of
 * `DataFile.deletionVector`, values of old files cast to the type of the schema. In a flow, all expectations are evaluated
 * in one pass over the query. Nothing is committed unless rows in = kept + dropped + quarantined (else PEN_LAW_BROKEN) and
 * no `fail` rule is violated (else PEN_EXPECTATION_FAILED, whose details name rule and count). Cancelling leaves every
 * table whole.
 * Errors: PEN_SQL_INVALID, PEN_TYPE_UNSUPPORTED, PEN_SOURCE_UNREADABLE, PEN_ENGINE_FAILED, PEN_ABORTED and those of
 * the table format.
 */
export interface QueryEngine {
  runFlow(flow: Flow): Promise<FlowResult>;
  /** Schema of a query without running it. */
  describe(query: Query, options?: CallOptions): Promise<TableSchema>;
  /** Streams the result: at least one batch, be it without rows. Strings arrive as Utf8 or Dictionary<Utf8>, timestamps as Timestamp(µs, UTC), longs as Int64. */
  query(
    query: Query,
    options?: CallOptions & { /** Most rows of a batch. */ readonly batchRows?: number },
  ): AsyncIterable<RecordBatch>;
  /** Writes the result as an Arrow IPC file (strings dictionary-encoded); returns the number of rows. */
  exportArrow(query: Query, localPath: string, options?: CallOptions): Promise<number>;
  profile(query: Query, options?: CallOptions): Promise<readonly ColumnProfile[]>;
  /** Name and version, part of every step's fingerprint. */
  readonly version: string;
}

export const QueryEngine = capability<QueryEngine, 'spill' | 'changes'>('query-engine@1', {
  description: 'Runs SQL flows over tables, with expectations',
  features: ['spill', 'changes'],
});
