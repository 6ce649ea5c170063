import { randomUUID } from 'node:crypto';
import type { CallOptions, ObjectStore } from '../../contracts/object-store.ts';
import type {
  Appended,
  AsOf,
  ChangedFile,
  Changes,
  CreateTable,
  DataFile,
  TableFormat,
  TableSnapshot,
  TableWrite,
  VersionInfo,
  WriteResult,
} from '../../contracts/table-format.ts';
import { throwIfAborted } from '../../errors/abort.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import { checkFiles, checkFit, checkTable } from './check-table.ts';

interface Version {
  readonly snapshot: TableSnapshot;
  readonly info: VersionInfo;
  readonly added: readonly DataFile[];
  readonly removed: readonly DataFile[];
  /** Whether it keeps its changes. */
  readonly changeFeed: boolean;
  /** Whether rows of the version before are gone. */
  readonly rewrote: boolean;
}

/** Tables in memory, their data files in an object store, for tests: everything the contract promises except durability. */
export function memoryTableFormat(store: ObjectStore): TableFormat {
  return new MemoryTableFormat(store);
}

class MemoryTableFormat implements TableFormat {
  readonly #store: ObjectStore;
  readonly #tables = new Map<string, Version[]>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  async list(options: CallOptions = {}): Promise<readonly string[]> {
    throwIfAborted(options.signal, 'listing of tables');
    return [...this.#tables.keys()].sort();
  }

  async latestVersion(name: string, options: CallOptions = {}): Promise<number | undefined> {
    check(name, options);
    const versions = this.#tables.get(name);
    return versions && versions.length - 1;
  }

  async create(name: string, table: CreateTable, options: CallOptions = {}): Promise<WriteResult> {
    check(name, options);
    if (this.#tables.has(name))
      throw new PenstockError('PEN_ALREADY_EXISTS', `Table "${name}" exists already`, { at: name });
    return this.#commit(name, { mode: 'append', files: [], schema: table.schema, create: table, operation: 'CREATE' });
  }

  async snapshot(name: string, asOf?: AsOf, options: CallOptions = {}): Promise<TableSnapshot> {
    check(name, options);
    const versions = this.#versions(name);
    if (!asOf) return (versions.at(-1) as Version).snapshot;
    const found = 'version' in asOf ? versions[asOf.version] : atTime(versions, asOf.timestamp);
    if (!found) throw versionNotFound(name, 'version' in asOf ? asOf.version : asOf.timestamp.toISOString());
    return found.snapshot;
  }

  async history(
    name: string,
    options: CallOptions & { readonly limit?: number } = {},
  ): Promise<readonly VersionInfo[]> {
    check(name, options);
    return this.#versions(name)
      .map((version) => version.info)
      .reverse()
      .slice(0, options.limit);
  }

  newFileKey(name: string): string {
    return `tables/${name}/part-${randomUUID()}.parquet`;
  }

  async write(name: string, write: TableWrite): Promise<WriteResult> {
    check(name, write);
    const current = this.#tables.get(name)?.at(-1)?.snapshot;
    const done = this.#committed(name, write.transaction);
    if (done) return { version: done.snapshot.version, committed: false };
    if (!current && !write.create) throw tableNotFound(name);
    if (current && !(write.mode === 'overwrite' && write.overwriteSchema)) checkFit(name, write.schema, current.schema);
    return this.#commit(name, write);
  }

  async appended(name: string, fromVersion: number, toVersion: number, options: CallOptions = {}): Promise<Appended> {
    check(name, options);
    const versions = this.#versions(name);
    const last = versions[toVersion];
    if (!last || fromVersion > toVersion) throw versionNotFound(name, toVersion);
    if (fromVersion < 0) return { toVersion, files: last.snapshot.files };
    const between = versions.slice(fromVersion + 1, toVersion + 1);
    const rewritten = between.find((version) => version.rewrote);
    if (rewritten)
      throw new PenstockError(
        'PEN_SOURCE_CHANGED',
        `Version ${rewritten.snapshot.version} of table "${name}" removed rows`,
        { at: name },
      );
    return { toVersion, files: between.flatMap((version) => version.added) };
  }

  async changes(name: string, fromVersion: number, toVersion: number, options: CallOptions = {}): Promise<Changes> {
    check(name, options);
    const versions = this.#versions(name);
    const last = versions[toVersion];
    if (!last || fromVersion > toVersion) throw versionNotFound(name, toVersion);
    const { schema, partitionColumns } = last.snapshot;
    const range = versions.slice(Math.max(0, fromVersion + 1), toVersion + 1);
    for (const { changeFeed, snapshot } of range) {
      if (!changeFeed) throw noChanges(name, snapshot.version);
      checkFit(name, snapshot.schema, schema);
    }
    return { toVersion, schema, partitionColumns, files: range.flatMap(changedFiles) };
  }

  async drop(name: string, options: CallOptions = {}): Promise<void> {
    check(name, options);
    const files = this.#tables.get(name)?.flatMap((version) => version.added) ?? [];
    this.#tables.delete(name);
    for (const file of files) await this.#store.delete(file.key);
  }

  uri(name: string): string {
    return this.#store.uri(`tables/${name}`);
  }

  #versions(name: string): Version[] {
    const versions = this.#tables.get(name);
    if (!versions) throw tableNotFound(name);
    return versions;
  }

  /** The version that committed the transaction or a later one of its application. */
  #committed(name: string, transaction: TableWrite['transaction']): Version | undefined {
    if (!transaction) return undefined;
    const { application, version } = transaction;
    return this.#tables
      .get(name)
      ?.find(({ snapshot }) => (snapshot.transactions.get(application) ?? Number.NEGATIVE_INFINITY) >= version);
  }

  #commit(name: string, write: TableWrite): WriteResult {
    const versions = this.#tables.get(name) ?? [];
    const before = versions.at(-1)?.snapshot;
    const snapshot = nextSnapshot(name, before, write);
    checkTable(name, snapshot.schema, snapshot.partitionColumns);
    checkFiles(snapshot, write.files);
    const info: VersionInfo = {
      version: snapshot.version,
      timestamp: snapshot.timestamp,
      operation: write.operation ?? 'WRITE',
      parameters: { ...write.parameters },
      metrics: { ...write.metrics },
      userMetadata: write.userMetadata,
    };
    const added = snapshot.files.slice(snapshot.files.length - write.files.length);
    const removed = write.mode === 'overwrite' ? (before?.files ?? []) : [];
    const changeFeed = versions[0]?.changeFeed ?? write.create?.changeFeed ?? false;
    this.#tables.set(name, [...versions, { snapshot, info, added, removed, changeFeed, rewrote: removed.length > 0 }]);
    return { version: snapshot.version, committed: true };
  }
}

function nextSnapshot(name: string, before: TableSnapshot | undefined, write: TableWrite): TableSnapshot {
  // Times tell versions apart.
  const timestamp = new Date(Math.max(Date.now(), (before?.timestamp.getTime() ?? 0) + 1));
  const added: readonly DataFile[] = write.files.map((file) => ({ ...file, modified: timestamp }));
  const files = write.mode === 'append' ? [...(before?.files ?? []), ...added] : added;
  const replaces = write.mode === 'overwrite' && write.overwriteSchema === true;
  const { transaction } = write;
  return {
    name,
    version: (before?.version ?? -1) + 1,
    timestamp,
    schema: replaces || !before ? write.schema : before.schema,
    partitionColumns: (replaces || !before ? write.create?.partitionBy : undefined) ?? before?.partitionColumns ?? [],
    properties: before?.properties ?? write.create?.properties ?? {},
    description: before ? before.description : write.create?.description,
    files,
    rows: files.reduce((sum, file) => sum + (file.rows ?? 0), 0),
    transactions: new Map([
      ...(before?.transactions ?? []),
      ...(transaction ? [[transaction.application, transaction.version] as const] : []),
    ]),
  };
}

function changedFiles({ snapshot, added, removed }: Version): ChangedFile[] {
  const { version, timestamp } = snapshot;
  return [
    ...removed.map((file) => ({ ...file, version, timestamp, change: 'delete' as const })),
    ...added.map((file) => ({ ...file, version, timestamp, change: 'insert' as const })),
  ];
}

/** Times after the newest version are not in the history either. */
function atTime(versions: readonly Version[], time: Date): Version | undefined {
  const newest = versions.at(-1)?.snapshot.timestamp;
  if (!newest || time > newest) return undefined;
  return versions.findLast(({ snapshot }) => snapshot.timestamp <= time);
}

function check(name: string, options: CallOptions): void {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name))
    throw new PenstockError('PEN_TABLE_INVALID', `"${name}" is no name for a table`, { at: name });
  throwIfAborted(options.signal, `access to table "${name}"`);
}

function tableNotFound(name: string): PenstockError {
  return new PenstockError('PEN_NOT_FOUND', `There is no table "${name}"`, { at: name });
}

function noChanges(name: string, version: number): PenstockError {
  return new PenstockError('PEN_TABLE_NO_CHANGES', `Version ${version} of table "${name}" did not keep its changes`, {
    at: name,
  });
}

function versionNotFound(name: string, version: number | string): PenstockError {
  return new PenstockError('PEN_TABLE_VERSION', `Table "${name}" has no version ${version}`, { at: name });
}
