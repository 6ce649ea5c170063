import { canonicalPath } from '../paths/log-path.ts';
import { durationOf } from '../properties/table-properties.ts';
import type { AddFile, DeletionVector, Metadata, Protocol, RemoveFile, SetTransaction } from './actions.ts';
import type { FileActions } from './commit.ts';

/** What an append needs to know of a version. */
export interface LogHead {
  readonly protocol: Protocol | undefined;
  readonly metadata: Metadata | undefined;
  /** Application → newest. */
  readonly transactions: ReadonlyMap<string, SetTransaction>;
}

/** Live files and tombstones by {@link fileKey}. */
export interface FileSet {
  readonly active: ReadonlyMap<string, AddFile>;
  readonly tombstones: ReadonlyMap<string, RemoveFile>;
}

interface HeadActions {
  readonly protocol?: Protocol | undefined;
  readonly metadata?: Metadata | undefined;
  readonly transactions: readonly SetTransaction[];
}

export const EMPTY_HEAD: LogHead = { protocol: undefined, metadata: undefined, transactions: new Map() };
export const EMPTY_FILES: FileSet = { active: new Map(), tombstones: new Map() };

/** Newest protocol, metadata and transaction per application; `steps` in the order of versions. */
export function replayHead(base: LogHead, steps: readonly HeadActions[]): LogHead {
  let { protocol, metadata } = base;
  const transactions = new Map(base.transactions);
  for (const step of steps) {
    protocol = step.protocol ?? protocol;
    metadata = step.metadata ?? metadata;
    for (const transaction of step.transactions) transactions.set(transaction.appId, transaction);
  }
  return { protocol, metadata, transactions };
}

/**
 * Applies commits to a file set, which stays as it was. In one commit the removes go first, whatever their order:
 * a file may be removed with one deletion vector and added with another.
 */
export function replayFiles(base: FileSet, steps: readonly FileActions[]): FileSet {
  const active = new Map(base.active);
  const tombstones = new Map(base.tombstones);
  for (const { adds, removes } of steps) {
    for (const remove of removes) {
      const key = fileKey(remove);
      active.delete(key);
      tombstones.set(key, remove);
    }
    for (const add of adds) {
      const key = fileKey(add);
      tombstones.delete(key);
      active.set(key, add);
    }
  }
  return { active, tombstones };
}

/** Identity of a file in the log: its path and its deletion vector. */
export function fileKey(file: { readonly path: string; readonly deletionVector?: DeletionVector }): string {
  const path = canonicalPath(file.path);
  const vector = file.deletionVector;
  if (!vector) return path;
  const offset = vector.offset === undefined ? '' : `@${vector.offset}`;
  return `${path}\0${vector.storageType}${vector.pathOrInlineDv}${offset}`;
}

/** The transactions that count at `now`: `delta.setTransactionRetentionDuration` lets old ones lapse. */
export function liveTransactions(head: LogHead, now: number): ReadonlyMap<string, SetTransaction> {
  const retention = durationOf(head.metadata?.configuration ?? {}, 'delta.setTransactionRetentionDuration');
  if (retention === undefined) return head.transactions;
  return new Map(
    [...head.transactions].filter(([, { lastUpdated }]) => lastUpdated === undefined || lastUpdated > now - retention),
  );
}
