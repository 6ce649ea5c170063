import { PenstockError } from '@penstock/core';
import type { CallOptions, ChangedFile, Changes, ObjectStore } from '@penstock/core/contracts';
import { FileReader } from '../data-files.ts';
import type { Commit } from '../log/commit.ts';
import { type LogState, readSchema } from '../log/log-state.ts';
import type { TableLog } from '../log/table-log.ts';
import { CommitClock } from '../log/version-at.ts';
import { columnMapping, hasChangeFeed } from '../protocol.ts';
import { versionNotFound } from '../table-error.ts';
import { commitChanges } from './commit-changes.ts';
import { checkHolds } from './schema-holds.ts';

/**
 * What happened to rows after `fromVersion`, up to the version of `state`, under its schema (PROTOCOL.md, "Reader
 * Requirements for AddCDCFile").
 */
export async function tableChanges(
  store: ObjectStore,
  log: TableLog,
  state: LogState,
  fromVersion: number,
  options?: CallOptions,
): Promise<Changes> {
  const { location } = log;
  const toVersion = state.version;
  const { partitionColumns } = state.metadata;
  const result = { toVersion, schema: state.schema, partitionColumns };
  const first = Math.max(0, fromVersion + 1);
  if (first > toVersion + 1) throw versionNotFound(location.name, `has nothing from ${first} to ${toVersion}`);
  if (first > toVersion) return { ...result, files: [] };
  const commits = await log.commits(first, toVersion, options);
  const start = await log.at(first, options);
  if (start) assertTold(start, commits, state);
  const reader = new FileReader(store, location, state);
  const clock = new CommitClock(store, location, await log.listAll(options), state, options);
  const files: ChangedFile[] = [];
  for (const commit of commits) {
    const timestamp = new Date(clock.ofCommit(commit));
    files.push(...commitChanges(reader, commit, timestamp, partitionColumns.length > 0));
  }
  return { ...result, files };
}

/** Every version of the range must have kept its changes, and its rows must fit the schema at the end. */
function assertTold(start: LogState, commits: readonly Commit[], end: LogState): void {
  const table = end.table;
  let { protocol, metadata } = start;
  for (const commit of commits) {
    const isChanged = commit.protocol !== undefined || commit.metadata !== undefined;
    protocol = commit.protocol ?? protocol;
    metadata = commit.metadata ?? metadata;
    if (!hasChangeFeed(protocol, metadata)) throw noChanges(table, commit.version);
    if (!isChanged && commit.version !== start.version) continue;
    const schema = readSchema(table, protocol, metadata);
    const mode = columnMapping(protocol, metadata);
    const at = { table, version: commit.version, endVersion: end.version };
    checkHolds(
      at,
      { schema: end.schema, mode: columnMapping(end.protocol, end.metadata), ...partitionsOf(end) },
      { schema, mode, partitionColumns: metadata.partitionColumns },
    );
  }
}

function partitionsOf({ metadata }: LogState): { readonly partitionColumns: readonly string[] } {
  return { partitionColumns: metadata.partitionColumns };
}

function noChanges(table: string, version: number): PenstockError {
  return new PenstockError(
    'PEN_TABLE_NO_CHANGES',
    `Version ${version} of table "${table}" did not keep its changes (delta.enableChangeDataFeed is off)`,
    { at: table, hint: 'Read from the first version that has it on, or turn it on for what comes.' },
  );
}
