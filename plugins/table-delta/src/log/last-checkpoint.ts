import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import { isRecord } from './read-actions.ts';

/**
 * Version that `_last_checkpoint` names. It is a hint only: `undefined` when the file is absent, garbage, or points
 * nowhere sensible.
 */
export async function readHint(store: ObjectStore, key: string, options?: CallOptions): Promise<number | undefined> {
  const bytes = await store.get(key, { signal: options?.signal });
  if (!bytes) return undefined;
  try {
    const hint: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const version = isRecord(hint) ? hint['version'] : undefined;
    return typeof version === 'number' && Number.isSafeInteger(version) && version >= 0 ? version : undefined;
  } catch {
    return undefined;
  }
}
