import { canonicalPath } from '../paths/log-path.ts';
import { durationOf } from '../properties/table-properties.ts';
import type {
  AddFile,
  DeletionVectorDescriptor,
  DomainMetadata,
  Metadata,
  Protocol,
  RemoveFile,
  SetTransaction,
} from './actions.ts';
import type { FileActions } from './commit.ts';

/** What an append needs to know of a version. */
export interface LogHead {
  readonly protocol: Protocol | undefined;
  readonly metadata: Metadata | undefined;
  /** Application → newest. */
  readonly transactions: ReadonlyMap<string, SetTransaction>;
  /** Domain → newest; those that ended are not there. */
  readonly domains: ReadonlyMap<string, DomainMetadata>;
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
  readonly domains: readonly DomainMetadata[];
}

export const EMPTY_HEAD: LogHead = {
  protocol: undefined,
  metadata: undefined,
  transactions: new Map(),
  domains: new Map(),
};
export const EMPTY_FILES: FileSet = { active: new Map(), tombstones: new Map() };

/** Newest protocol, metadata, transaction per application and domain; `steps` in the order of versions. */
export function replayHead(base: LogHead, steps: readonly HeadActions[]): LogHead {
  let { protocol, metadata } = base;
  const transactions = new Map(base.transactions);
  const domains = new Map(base.domains);
  for (const step of steps) {
    protocol = step.protocol ?? protocol;
    metadata = step.metadata ?? metadata;
    for (const transaction of step.transactions) transactions.set(transaction.appId, transaction);
    for (const domain of step.domains) {
      if (domain.removed) domains.delete(domain.domain);
      else domains.set(domain.domain, domain);
    }
  }
  return { protocol, metadata, transactions, domains };
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
export function fileKey(file: { readonly path: string; readonly deletionVector?: DeletionVectorDescriptor }): string {
  const path = canonicalPath(file.path);
  return file.deletionVector ? `${path}\0${vectorId(file.deletionVector)}` : path;
}

/** PROTOCOL.md, "Derived Fields": `uniqueId`. */
export function vectorId({ storageType, pathOrInlineDv, offset }: DeletionVectorDescriptor): string {
  return `${storageType}${pathOrInlineDv}${offset === undefined ? '' : `@${offset}`}`;
}

/** The transactions that count at `now`: `delta.setTransactionRetentionDuration` lets old ones lapse. */
export function liveTransactions(head: LogHead, now: number): ReadonlyMap<string, SetTransaction> {
  const retention = durationOf(head.metadata?.configuration ?? {}, 'delta.setTransactionRetentionDuration');
  if (retention === undefined) return head.transactions;
  return new Map(
    [...head.transactions].filter(([, { lastUpdated }]) => lastUpdated === undefined || lastUpdated > now - retention),
  );
}
