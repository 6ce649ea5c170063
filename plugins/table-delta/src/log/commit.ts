import { parseJson } from '../json/lossless-json.ts';
import { corrupt } from '../table-error.ts';
import type { AddFile, CommitInfo, Metadata, Protocol, RemoveFile, SetTransaction } from './actions.ts';
import { linesOf } from './lines.ts';
import { isRecord, readAdd, readMetadata, readProtocol, readRemove, readTransaction } from './read-actions.ts';

export interface FileActions {
  readonly adds: readonly AddFile[];
  readonly removes: readonly RemoveFile[];
}

/** Lines of these kinds are most of a log, and appends never look at them: they are parsed when asked for. */
const DEFERRED = ['{"add":', '{"remove":', '{"cdc":'];

/** One version of the log. */
export class Commit {
  readonly version: number;
  readonly at: string;
  readonly info: CommitInfo | undefined;
  readonly protocol: Protocol | undefined;
  readonly metadata: Metadata | undefined;
  readonly transactions: readonly SetTransaction[];
  #lines: readonly string[];
  #files: FileActions | undefined;

  private constructor(version: number, at: string, parts: Parts) {
    this.version = version;
    this.at = at;
    this.info = parts.info;
    this.protocol = parts.protocol;
    this.metadata = parts.metadata;
    this.transactions = parts.transactions;
    this.#lines = parts.lines;
  }

  /** @param at object key, for errors. PEN_TABLE_CORRUPT when a line is no JSON object or lacks what its action needs. */
  static parse(version: number, bytes: Uint8Array, at: string): Commit {
    const parts: Parts = { transactions: [], lines: [] };
    let last = '';
    for (const line of linesOf(bytes, at)) {
      last = line;
      if (DEFERRED.some((start) => line.startsWith(start))) parts.lines.push(line);
      else take(parts, line, parseLine(line, at), at);
    }
    // A torn write shows in the last line, which may be a deferred one.
    if (last !== '') parseLine(last, at);
    return new Commit(version, at, parts);
  }

  files(): FileActions {
    this.#files ??= this.#parseFiles();
    return this.#files;
  }

  #parseFiles(): FileActions {
    const adds: AddFile[] = [];
    const removes: RemoveFile[] = [];
    for (const line of this.#lines) {
      const action = parseLine(line, this.at);
      if (action['add'] != null) adds.push(readAdd(action['add'], this.at));
      else if (action['remove'] != null) removes.push(readRemove(action['remove'], this.at));
    }
    this.#lines = [];
    return { adds, removes };
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

interface Parts {
  info?: CommitInfo;
  protocol?: Protocol;
  metadata?: Metadata;
  readonly transactions: SetTransaction[];
  readonly lines: string[];
}

function take(parts: Parts, line: string, action: Readonly<Record<string, unknown>>, at: string): void {
  if (action['add'] != null || action['remove'] != null) parts.lines.push(line);
  if (isRecord(action['commitInfo'])) parts.info = action['commitInfo'];
  if (action['protocol'] != null) parts.protocol = readProtocol(action['protocol'], at);
  if (action['metaData'] != null) parts.metadata = readMetadata(action['metaData'], at);
  if (action['txn'] != null) parts.transactions.push(readTransaction(action['txn'], at));
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
