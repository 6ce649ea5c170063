import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { PenstockError, throwIfAborted } from '@penstock/core';
import type { CallOptions, ObjectStore, WriteResult } from '@penstock/core/contracts';
import type { LogState } from '../log/log-state.ts';
import { serializeCommit } from '../log/serialize-commit.ts';
import type { TableLog } from '../log/table-log.ts';
import { commitActions } from './commit-actions.ts';
import { checkConflicts, conflict } from './conflicts.ts';
import type { Attempt, Draft } from './draft.ts';
import { putCommit } from './put-commit.ts';

/** Milliseconds between tries, doubled up to the longest, times a random number below 1. */
const FIRST_PAUSE = 8;
const LONGEST_PAUSE = 250;

/** Milliseconds. */
const CLOCK_WAIT = 10;

export interface TransactionOptions extends CallOptions {
  readonly maxRetries: number;
}

export interface Committed {
  readonly result: WriteResult;
  /** The new version, when this call made it. */
  readonly state?: LogState;
}

/**
 * Commits what `prepare` drafts on the newest version, by put-if-absent of the next one. A lost race is checked for
 * conflicts (PEN_CONFLICT) and drafted anew on the winner. Whether a put with an uncertain end has landed is read
 * back, so a commit is neither doubled nor reported wrongly.
 */
export async function commitTransaction(
  store: ObjectStore,
  log: TableLog,
  options: TransactionOptions,
  prepare: (state: LogState | undefined) => Promise<Attempt>,
): Promise<Committed> {
  const { name } = log.location;
  const txnId = randomUUID();
  let state = await log.latest(options);
  for (let tries = 0; ; tries++) {
    throwIfAborted(options.signal, `commit to table "${name}"`);
    const attempt = await prepare(state);
    if ('done' in attempt) return { result: attempt.done };
    if (state) await clockPast(state.tip.time);
    const version = (state?.version ?? -1) + 1;
    const previousTime = state?.inCommitTimestamps ? state.timestamp : undefined;
    const stamp = { txnId, now: Date.now(), readVersion: state?.version, previousTime };
    const bytes = serializeCommit(commitActions(attempt.draft, stamp));
    const object = await putCommit(store, log.location.commitKey(version), bytes, txnId, options);
    if (object) return { result: { version, committed: true }, state: log.landed(state, version, bytes, object) };
    if (tries >= options.maxRetries) throw conflict(name, version, `was lost to other writers ${tries + 1} times`);
    const lost = await afterLoss(log, state, attempt.draft, txnId, options);
    if (lost.result) return { result: lost.result };
    state = lost.state;
    await pause(tries, options.signal);
  }
}

/** The state to try again on, or the result when the work turns out to be done. */
async function afterLoss(
  log: TableLog,
  state: LogState | undefined,
  draft: Draft,
  txnId: string,
  options: CallOptions,
): Promise<{ readonly state?: LogState; readonly result?: WriteResult }> {
  const newer = await log.latest(options);
  const first = (state?.version ?? -1) + 1;
  if (!newer || newer.version < first) return { state: newer };
  if (state && newer.metadata.id !== state.metadata.id) {
    throw conflict(log.location.name, newer.version, 'belongs to a table that was dropped and created anew');
  }
  const winners = await log.commits(first, newer.version, options);
  const own = winners.find((winner) => winner.info?.['txnId'] === txnId);
  if (own) return { result: { version: own.version, committed: true } };
  // Whoever lost the race to create the table starts over on it: nothing was read that could have changed.
  const done = state ? checkConflicts(log.location.name, draft, winners) : undefined;
  return done === undefined ? { state: newer } : { result: { version: done, committed: false } };
}

/**
 * Commits within one millisecond would have one file time, and times made to rise would run ahead of the clock. A clock
 * that is further behind is not waited for.
 */
async function clockPast(time: number): Promise<void> {
  while (Date.now() <= time && time - Date.now() < CLOCK_WAIT) await setTimeout(1);
}

async function pause(tries: number, signal: AbortSignal | undefined): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(tries, 10));
  await setTimeout(Math.random() * longest, undefined, { signal }).catch((cause: unknown) => {
    throw new PenstockError('PEN_ABORTED', 'The commit was cancelled', { cause });
  });
}
