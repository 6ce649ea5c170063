import { randomUUID } from 'node:crypto';
import type { Logger } from '@penstock/core';
import { PenstockError } from '@penstock/core';
import type {
  Appended,
  AsOf,
  CallOptions,
  Changes,
  CreateTable,
  ObjectStore,
  SnapshotOptions,
  TableFormat,
  TableSnapshot,
  TableWrite,
  VersionInfo,
  WriteResult,
} from '@penstock/core/contracts';
import { appendedFiles } from './changes/appended-files.ts';
import { tableChanges } from './changes/table-changes.ts';
import { type Committed, commitTransaction } from './commit/commit-transaction.ts';
import { committedBefore } from './commit/committed-before.ts';
import { draftCreate } from './commit/create-table.ts';
import { draftWrite } from './commit/write-files.ts';
import { FileReader } from './data-files.ts';
import { dropTable } from './drop-table.ts';
import { listTables } from './list-tables.ts';
import type { LogState } from './log/log-state.ts';
import { maintainLog } from './log/maintain-log.ts';
import { TableLog } from './log/table-log.ts';
import { versionAt } from './log/version-at.ts';
import type { DeltaOptions } from './options.ts';
import { partitionFolder } from './paths/partition-folder.ts';
import { TableLocation } from './paths/table-location.ts';
import { pruneSnapshot } from './skipping/prune-snapshot.ts';
import { tableNotFound, versionNotFound } from './table-error.ts';
import { tableHistory } from './table-history.ts';
import { tableSnapshot } from './table-snapshot.ts';

/** Delta Lake tables (protocol as in delta-io/delta, PROTOCOL.md) in folders of an object store. */
export class DeltaTables implements TableFormat {
  readonly #store: ObjectStore;
  readonly #options: DeltaOptions;
  readonly #log: Logger;
  readonly #logs = new Map<string, TableLog>();
  readonly #snapshots = new WeakMap<LogState, TableSnapshot>();

  constructor(store: ObjectStore, options: DeltaOptions, log: Logger) {
    this.#store = store;
    this.#options = options;
    this.#log = log;
  }

  list(options?: CallOptions): Promise<readonly string[]> {
    return listTables(this.#store, this.#options.root, options);
  }

  async latestVersion(name: string, options?: CallOptions): Promise<number | undefined> {
    return this.#logOf(name).latestVersion(options);
  }

  async create(name: string, table: CreateTable, options?: CallOptions): Promise<WriteResult> {
    const committed = await this.#commit(name, options, async (state) => {
      if (state) throw new PenstockError('PEN_ALREADY_EXISTS', `The table "${name}" exists already`, { at: name });
      return { draft: draftCreate(name, table) };
    });
    return committed.result;
  }

  async snapshot(name: string, asOf?: AsOf, options: SnapshotOptions = {}): Promise<TableSnapshot> {
    const state = await this.#stateAt(name, asOf, options);
    const known = this.#snapshots.get(state);
    const snapshot = known ?? (await tableSnapshot(this.#store, this.#logOf(name).location, state, options));
    if (!known) this.#snapshots.set(state, snapshot);
    return options.filter ? pruneSnapshot(snapshot, options.filter) : snapshot;
  }

  async history(name: string, options?: CallOptions & { readonly limit?: number }): Promise<readonly VersionInfo[]> {
    const log = this.#logOf(name);
    return tableHistory(this.#store, log.location, await log.listAll(options), options);
  }

  newFileKey(name: string, partitionValues: Readonly<Record<string, string | null>> = {}): string {
    const folder = partitionFolder(partitionValues);
    return `${this.#logOf(name).location.folder}/${folder === '' ? '' : `${folder}/`}part-${randomUUID()}.parquet`;
  }

  async write(name: string, write: TableWrite): Promise<WriteResult> {
    const { location } = this.#logOf(name);
    const committed = await this.#commit(name, write, async (state) => {
      const done = state && (await committedBefore(this.#logOf(name), state, write.transaction, write));
      return done ? { done } : { draft: await draftWrite(location, state, write, write) };
    });
    if (committed.state) await this.#maintain(location, committed.state);
    return committed.result;
  }

  async appended(name: string, fromVersion: number, toVersion: number, options?: CallOptions): Promise<Appended> {
    const log = this.#logOf(name);
    const state = await this.#stateAt(name, { version: toVersion }, options);
    return appendedFiles(log, new FileReader(this.#store, log.location, state), state, fromVersion, options);
  }

  async changes(name: string, fromVersion: number, toVersion: number, options?: CallOptions): Promise<Changes> {
    const log = this.#logOf(name);
    const state = await this.#stateAt(name, { version: toVersion }, options);
    return tableChanges(this.#store, log, state, fromVersion, options);
  }

  async drop(name: string, options?: CallOptions): Promise<void> {
    const log = this.#logOf(name);
    log.forget();
    await dropTable(this.#store, log.location, options);
    this.#logs.delete(name);
  }

  uri(name: string): string {
    return this.#store.uri(this.#logOf(name).location.folder);
  }

  #commit(
    name: string,
    options: CallOptions | undefined,
    prepare: Parameters<typeof commitTransaction>[3],
  ): Promise<Committed> {
    const log = this.#logOf(name);
    const settings = { signal: options?.signal, maxRetries: this.#options.maxCommitRetries };
    return log.inTurn(() => commitTransaction(this.#store, log, settings, prepare));
  }

  async #stateAt(name: string, asOf: AsOf | undefined, options?: CallOptions): Promise<LogState> {
    const log = this.#logOf(name);
    const latest = await log.latest(options);
    if (!latest) throw tableNotFound(name);
    if (!asOf) return latest;
    const version =
      'version' in asOf
        ? asOf.version
        : await versionAt(this.#store, log.location, await log.listAll(options), latest, asOf.timestamp, options);
    if (!Number.isSafeInteger(version) || version < 0) throw versionNotFound(name, `has no version ${version}`);
    return (await log.at(version, options)) ?? latest;
  }

  /** The commit stands whatever happens here, so a failure is only told. */
  async #maintain(location: TableLocation, state: LogState): Promise<void> {
    try {
      await maintainLog(this.#store, location, state, this.#options);
    } catch (error) {
      this.#log.warn(`The checkpoint of table "${location.name}" at version ${state.version} could not be written`, {
        error,
      });
    }
  }

  #logOf(name: string): TableLog {
    const known = this.#logs.get(name);
    if (known) return known;
    const location = new TableLocation(this.#store, this.#options.root, name);
    const log = new TableLog(this.#store, location, (message) => this.#log.warn(message));
    this.#logs.set(name, log);
    return log;
  }
}
