import { isDeepStrictEqual } from 'node:util';
import { corrupt } from '../table-error.ts';
import type { CommitInfo, DomainMetadata, Metadata, Protocol, SetTransaction, Sidecar } from './actions.ts';
import {
  isRecord,
  readCheckpointVersion,
  readDomain,
  readMetadata,
  readProtocol,
  readSidecar,
  readTransaction,
} from './read-actions.ts';

/** Actions of one commit or checkpoint besides files. */
export interface HeadActions {
  readonly info?: CommitInfo | undefined;
  readonly protocol?: Protocol | undefined;
  readonly metadata?: Metadata | undefined;
  readonly transactions: readonly SetTransaction[];
  readonly domains: readonly DomainMetadata[];
  /** Only in checkpoints. */
  readonly sidecars: readonly Sidecar[];
  /** Only in checkpoints: the version that it says it is of. */
  readonly checkpointOf?: number | undefined;
}

/** The same while it is put together. */
export interface CollectedActions {
  info?: CommitInfo;
  protocol?: Protocol;
  metadata?: Metadata;
  readonly transactions: SetTransaction[];
  readonly domains: DomainMetadata[];
  readonly sidecars: Sidecar[];
  checkpointOf?: number;
}

export function noActions(): CollectedActions {
  return { transactions: [], domains: [], sidecars: [] };
}

/** Takes an action unless it is about a file; unknown ones are left out. */
export function collectAction(into: CollectedActions, action: Readonly<Record<string, unknown>>, at: string): void {
  const { commitInfo, protocol, metaData, txn, domainMetadata, sidecar, checkpointMetadata } = action;
  if (isRecord(commitInfo)) into.info = commitInfo;
  if (protocol != null) into.protocol = only(into.protocol, readProtocol(protocol, at), at);
  if (metaData != null) into.metadata = only(into.metadata, readMetadata(metaData, at), at);
  if (txn != null) into.transactions.push(readTransaction(txn, at));
  if (domainMetadata != null) into.domains.push(readDomain(domainMetadata, at));
  if (sidecar != null) into.sidecars.push(readSidecar(sidecar, at));
  if (checkpointMetadata != null) into.checkpointOf = readCheckpointVersion(checkpointMetadata, at);
}

/** Two in one file that differ contradict each other: their order means nothing. */
function only<T>(before: T | undefined, value: T, at: string): T {
  if (before !== undefined && !isDeepStrictEqual(before, value))
    throw corrupt(at, 'has two protocol or two metaData actions');
  return value;
}
