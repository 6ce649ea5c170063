import { PenstockError } from '@penstock/core';
import type { Commit } from '../log/commit.ts';
import { fileKey } from '../log/replay.ts';
import type { Draft } from './draft.ts';

/**
 * Whether a draft still holds after the commits that won the race, in order (Spark's ConflictChecker, isolation level
 * Serializable). PEN_CONFLICT when it does not.
 * @returns the version that did the draft's work already: the same application with the same or a later version.
 */
export function checkConflicts(table: string, draft: Draft, winners: readonly Commit[]): number | undefined {
  for (const winner of winners) {
    const done = checkWinner(table, draft, winner);
    if (done) return winner.version;
  }
  return undefined;
}

function checkWinner(table: string, draft: Draft, winner: Commit): boolean {
  const refuse = (what: string) => conflict(table, winner.version, what);
  const { transaction } = draft;
  const theirs = transaction && winner.transactions.find((item) => item.appId === transaction.appId);
  if (transaction && theirs) {
    if (theirs.version >= transaction.version) return true;
    throw refuse(`commits version ${theirs.version} of the application "${transaction.appId}"`);
  }
  if (winner.protocol) throw refuse('changes the protocol');
  if (winner.metadata) throw refuse('changes the schema or the properties');
  if (!draft.readsTable && draft.removes.length === 0) return false;
  const { adds, removes } = winner.files();
  if (draft.readsTable && adds.length > 0) throw refuse('adds files');
  if (draft.readsTable && removes.length > 0) throw refuse('removes files');
  const ours = new Set(draft.removes.map((remove) => fileKey({ path: remove.path })));
  // By path: two commits that change one file always clash, whatever their deletion vectors.
  if (removes.some((remove) => ours.has(fileKey({ path: remove.path })))) throw refuse('removes the same files');
  return false;
}

export function conflict(table: string, version: number, what: string): PenstockError {
  return new PenstockError('PEN_CONFLICT', `Table "${table}" was changed meanwhile: version ${version} ${what}`, {
    at: table,
    hint: 'Read the new version and try again.',
  });
}
