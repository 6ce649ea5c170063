import type { CallOptions, TableSchema } from '@penstock/core/contracts';
import { assertReadable, columnMapping, hasInCommitTimestamps } from '../protocol.ts';
import { parseSchema } from '../schema/delta-schema.ts';
import { mapColumns } from '../schema/map-columns.ts';
import { checkTypeChanges } from '../schema/type-changes.ts';
import { corrupt } from '../table-error.ts';
import type { Metadata, Protocol } from './actions.ts';
import type { Commit } from './commit.ts';
import { type FileSet, type LogHead, replayFiles, replayHead } from './replay.ts';

/** The object that holds a version: its commit, or its checkpoint where the commit was cleaned up. */
export interface Tip {
  readonly etag: string;
  /** Milliseconds: file time, made to rise with the versions. */
  readonly time: number;
  /** In-commit timestamp of a version whose commit is not among the parsed ones. */
  readonly inCommit?: number;
}

interface Parts {
  readonly table: string;
  readonly version: number;
  readonly tip: Tip;
  readonly head: LogHead;
  /** Files at the checkpoint, or at some version before `commits`. */
  readonly base: (options?: CallOptions) => Promise<FileSet>;
  /** Since the base. */
  readonly commits: readonly Commit[];
}

/** One version of a table as the log tells it. The file list is put together when asked for: appends never do. */
export class LogState {
  readonly table: string;
  readonly version: number;
  readonly tip: Tip;
  readonly head: LogHead;
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  readonly commits: readonly Commit[];
  readonly #base: Parts['base'];
  #files: FileSet | undefined;
  #schema: TableSchema | undefined;

  /** PEN_TABLE_CORRUPT without protocol or metadata, PEN_TABLE_UNSUPPORTED when the table cannot be read rightly. */
  constructor(parts: Parts) {
    const { protocol, metadata } = parts.head;
    const at = `version ${parts.version} of table "${parts.table}"`;
    if (!protocol) throw corrupt(at, 'has no protocol action');
    if (!metadata) throw corrupt(at, 'has no metaData action');
    assertReadable(parts.table, protocol, metadata);
    this.table = parts.table;
    this.version = parts.version;
    this.tip = parts.tip;
    this.head = parts.head;
    this.protocol = protocol;
    this.metadata = metadata;
    this.commits = parts.commits;
    this.#base = parts.base;
  }

  get schema(): TableSchema {
    this.#schema ??= readSchema(this.table, this.protocol, this.metadata);
    return this.#schema;
  }

  /** Commit time in milliseconds: in-commit where the table has it, else that of the file. */
  get timestamp(): number {
    const commit = this.commits.at(-1);
    const inCommit = commit?.version === this.version ? commit.info?.['inCommitTimestamp'] : this.tip.inCommit;
    return this.inCommitTimestamps && typeof inCommit === 'number' ? inCommit : this.tip.time;
  }

  get inCommitTimestamps(): boolean {
    return hasInCommitTimestamps(this.protocol, this.metadata);
  }

  async files(options?: CallOptions): Promise<FileSet> {
    this.#files ??= replayFiles(
      await this.#base(options),
      this.commits.map((commit) => commit.files()),
    );
    return this.#files;
  }

  /** The state after further commits. This one stays as it is. */
  next(commits: readonly Commit[], tip: Tip): LogState {
    const last = commits.at(-1);
    if (!last) return this;
    const files = this.#files;
    return new LogState({
      table: this.table,
      version: last.version,
      tip,
      head: replayHead(this.head, commits),
      base: files ? async () => files : this.#base,
      commits: files ? commits : [...this.commits, ...commits],
    });
  }
}

/** The schema of a version that can be read, with the place of every field in data files. */
export function readSchema(table: string, protocol: Protocol, metadata: Metadata): TableSchema {
  const schema = parseSchema(table, metadata.schemaString);
  checkTypeChanges(table, schema);
  return mapColumns(table, schema, columnMapping(protocol, metadata));
}
