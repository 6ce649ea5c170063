import type { Action, CommitInfo } from '../log/actions.ts';
import type { Draft } from './draft.ts';
import { engineInfo } from './engine-info.ts';

/** What is settled anew at every try of a commit. */
export interface Stamp {
  /** Identifies this transaction over all its tries. */
  readonly txnId: string;
  /** Milliseconds. */
  readonly now: number;
  /** Version it rests on; absent when it creates the table. */
  readonly readVersion?: number;
  /** In-commit timestamp of that version, when it has one. */
  readonly previousTime?: number;
}

/** The lines of a commit: commitInfo first, as in-commit timestamps demand, then what describes the table, then files. */
export function* commitActions(draft: Draft, stamp: Stamp): Generator<Action> {
  yield { commitInfo: commitInfo(draft, stamp) };
  if (draft.protocol) yield { protocol: draft.protocol };
  if (draft.metadata) yield { metaData: draft.metadata };
  if (draft.transaction) yield { txn: draft.transaction };
  for (const remove of draft.removes) yield { remove };
  for (const add of draft.adds) yield { add };
}

function commitInfo(draft: Draft, stamp: Stamp): CommitInfo {
  const inCommitTimestamp = draft.inCommitTimestamps
    ? Math.max(stamp.now, (stamp.previousTime ?? Number.NEGATIVE_INFINITY) + 1)
    : undefined;
  return {
    inCommitTimestamp,
    timestamp: stamp.now,
    operation: draft.operation,
    operationParameters: draft.parameters,
    readVersion: stamp.readVersion,
    isolationLevel: 'Serializable',
    isBlindAppend: draft.isBlindAppend,
    operationMetrics: draft.metrics,
    userMetadata: draft.userMetadata,
    engineInfo: engineInfo(),
    txnId: stamp.txnId,
  };
}
