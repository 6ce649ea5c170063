import type { CallOptions, TableWrite, WriteResult } from '@penstock/core/contracts';
import type { LogState } from '../log/log-state.ts';
import { liveTransactions } from '../log/replay.ts';
import type { TableLog } from '../log/table-log.ts';

/** Commits looked through at a time. */
const STEP = 64;

/**
 * The answer when the table has the transaction already, else `undefined`. The version in it is the one that
 * committed it, or the newest where that commit was cleaned up.
 */
export async function committedBefore(
  log: TableLog,
  state: LogState,
  transaction: TableWrite['transaction'],
  options?: CallOptions,
): Promise<WriteResult | undefined> {
  if (!transaction) return undefined;
  const wanted = BigInt(transaction.version);
  const last = liveTransactions(state.head, Date.now()).get(transaction.application);
  if (!last || last.version < wanted) return undefined;
  const version = await findVersion(log, state, transaction.application, wanted, options);
  return { version: version ?? state.version, committed: false };
}

/** Oldest commit of the application with this version or a later one, searched from the newest back. */
async function findVersion(
  log: TableLog,
  state: LogState,
  application: string,
  wanted: bigint,
  options?: CallOptions,
): Promise<number | undefined> {
  let found: number | undefined;
  const { commits: listed } = await log.listAll(options);
  for (let to = state.version; to >= 0; to -= STEP) {
    const from = firstListed(listed, Math.max(0, to - STEP + 1), to);
    if (from === undefined) return found;
    for (const commit of [...(await log.commits(from, to, options))].reverse()) {
      const mark = commit.transactions.find((item) => item.appId === application);
      if (mark && mark.version < wanted) return found;
      if (mark) found = commit.version;
      if (mark?.version === wanted) return found;
    }
    if (from > to - STEP + 1) return found;
  }
  return found;
}

/** Start of the unbroken run of commits that ends at `to`, not before `from`. */
function firstListed(listed: ReadonlyMap<number, unknown>, from: number, to: number): number | undefined {
  let first: number | undefined;
  for (let version = to; version >= from && listed.has(version); version--) first = version;
  return first;
}
