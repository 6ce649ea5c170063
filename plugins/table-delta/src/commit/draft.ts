import type { WriteResult } from '@penstock/core/contracts';
import type { AddFile, Metadata, Protocol, RemoveFile, SetTransaction } from '../log/actions.ts';

/** What a commit is going to say, and what it rests on. */
export interface Draft {
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly userMetadata?: string;
  /** Adds files and read none. */
  readonly isBlindAppend: boolean;
  readonly protocol?: Protocol;
  readonly metadata?: Metadata;
  readonly transaction?: SetTransaction;
  readonly adds: readonly AddFile[];
  readonly removes: readonly RemoveFile[];
  /** Whether the content of the whole table was read, as an overwrite counts. */
  readonly readsTable: boolean;
  /** Whether the table has in-commit timestamps after this commit. */
  readonly inCommitTimestamps: boolean;
}

/** Either something to commit, or the answer that nothing needs to be. */
export type Attempt = { readonly draft: Draft } | { readonly done: WriteResult };
