import { parseJson } from '../json/lossless-json.ts';
import { corrupt } from '../table-error.ts';
import type {
  AddFile,
  ChangeFile,
  CommitInfo,
  DomainMetadata,
  Metadata,
  Protocol,
  RemoveFile,
  SetTransaction,
  Sidecar,
} from './actions.ts';
import { type CollectedActions, collectAction, type HeadActions, noActions } from './collect-actions.ts';
import { linesOf } from './lines.ts';
import { isRecord, readAdd, readChangeFile, readRemove } from './read-actions.ts';

export interface FileActions {
  readonly adds: readonly AddFile[];
  readonly removes: readonly RemoveFile[];
}

export interface CommitFiles extends FileActions {
  readonly changes: readonly ChangeFile[];
}

/** Lines of these kinds are most of a log, and appends never look at them: they are parsed when asked for. */
const DEFERRED = ['{"add":', '{"remove":', '{"cdc":'];

/** One version of the log, or another log file of the same form: a compaction, the top level of a v2 checkpoint. */
export class Commit implements HeadActions {
  readonly version: number;
  readonly at: string;
  readonly info: CommitInfo | undefined;
  readonly protocol: Protocol | undefined;
  readonly metadata: Metadata | undefined;
  readonly transactions: readonly SetTransaction[];
  readonly domains: readonly DomainMetadata[];
  readonly sidecars: readonly Sidecar[];
  readonly checkpointOf: number | undefined;
  #lines: readonly string[];
  #files: CommitFiles | undefined;

  private constructor(version: number, at: string, actions: HeadActions, lines: readonly string[]) {
    this.version = version;
    this.at = at;
    this.info = actions.info;
    this.protocol = actions.protocol;
    this.metadata = actions.metadata;
    this.transactions = actions.transactions;
    this.domains = actions.domains;
    this.sidecars = actions.sidecars;
    this.checkpointOf = actions.checkpointOf;
    this.#lines = lines;
  }

  /** @param at object key, for errors. PEN_TABLE_CORRUPT when a line is no JSON object or lacks what its action needs. */
  static parse(version: number, bytes: Uint8Array, at: string): Commit {
    const actions = noActions();
    const lines: string[] = [];
    let last = '';
    for (const line of linesOf(bytes, at)) {
      last = line;
      if (DEFERRED.some((start) => line.startsWith(start))) lines.push(line);
      else take(actions, lines, line, at);
    }
    // A torn write shows in the last line, which may be a deferred one.
    if (last !== '') parseLine(last, at);
    return new Commit(version, at, actions, lines);
  }

  files(): CommitFiles {
    this.#files ??= this.#parseFiles();
    return this.#files;
  }

  #parseFiles(): CommitFiles {
    const adds: AddFile[] = [];
    const removes: RemoveFile[] = [];
    const changes: ChangeFile[] = [];
    for (const line of this.#lines) {
      const action = parseLine(line, this.at);
      if (action['add'] != null) adds.push(readAdd(action['add'], this.at));
      else if (action['remove'] != null) removes.push(readRemove(action['remove'], this.at));
      else if (action['cdc'] != null) changes.push(readChangeFile(action['cdc'], this.at));
    }
    this.#lines = [];
    return { adds, removes, changes };
  }
}

/** commitInfo of a commit without reading the rest; it stands first where writers follow the protocol, last in old logs. */
export function readCommitInfo(bytes: Uint8Array, at: string): CommitInfo | undefined {
  for (const line of linesOf(bytes, at)) {
    if (DEFERRED.some((start) => line.startsWith(start)) || !line.includes('"commitInfo"')) continue;
    const info = parseLine(line, at)['commitInfo'];
    if (isRecord(info)) return info;
  }
  return undefined;
}

function take(actions: CollectedActions, lines: string[], line: string, at: string): void {
  const action = parseLine(line, at);
  if (action['add'] != null || action['remove'] != null || action['cdc'] != null) lines.push(line);
  collectAction(actions, action, at);
}

function parseLine(line: string, at: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (cause) {
    throw corrupt(at, 'has a line that is not JSON, as after an interrupted write', cause);
  }
  if (!isRecord(value)) throw corrupt(at, 'has a line that is not a JSON object');
  return value;
}
