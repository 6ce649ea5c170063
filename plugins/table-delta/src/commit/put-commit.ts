import { PenstockError } from '@penstock/core';
import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import { readCommitInfo } from '../log/commit.ts';

/** After these nobody knows whether the object is there. */
const UNCERTAIN = ['PEN_TIMEOUT', 'PEN_STORAGE_FAILED', 'PEN_ABORTED'] as const;

/**
 * Puts a commit if its version is free. An uncertain end is settled by reading the version back and comparing the
 * transaction id.
 * @returns the object, or `undefined` when the version is not ours: taken by another, or not there after a failure.
 */
export async function putCommit(
  store: ObjectStore,
  key: string,
  bytes: Uint8Array,
  txnId: string,
  options: CallOptions,
): Promise<ObjectInfo | undefined> {
  try {
    return await store.put(key, bytes, { ifAbsent: true, signal: options.signal });
  } catch (error) {
    if (PenstockError.is(error, 'PEN_ALREADY_EXISTS')) return undefined;
    if (!PenstockError.is(error) || !UNCERTAIN.some((code) => code === error.code)) throw error;
    const found = await readBack(store, key, error);
    if (found && readCommitInfo(found, key)?.['txnId'] === txnId) return (await store.head(key)) ?? rethrow(error);
    if (error.code === 'PEN_ABORTED') throw error;
    return undefined;
  }
}

/** Without the caller's signal: it may be what cut the put short. */
async function readBack(store: ObjectStore, key: string, reason: PenstockError): Promise<Uint8Array | undefined> {
  try {
    return await store.get(key);
  } catch (cause) {
    throw new PenstockError(reason.code, `Whether the commit ${key} has landed is not known: ${reason.message}`, {
      ...reason.details,
      at: key,
      hint: 'Look at the history of the table before trying again, or write with a transaction, which is safe to repeat.',
      cause,
    });
  }
}

function rethrow(error: unknown): never {
  throw error;
}
