import type { ObjectStore } from '../../contracts/object-store.ts';
import { PenstockError } from '../../errors/penstock-error.ts';

/** Reads a JSON object of the coordinator's own; `undefined` when absent. */
export async function readJson<T>(store: ObjectStore, key: string): Promise<T | undefined> {
  const bytes = await store.get(key);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  } catch (cause) {
    throw new PenstockError(
      'PEN_STORAGE_FAILED',
      `${store.uri(key)} is not JSON: it was damaged by something else than Penstock`,
      { at: key, cause },
    );
  }
}

/** Writes one; with `ifAbsent` exactly one of several racing callers gets `true`. */
export async function writeJson(
  store: ObjectStore,
  key: string,
  value: unknown,
  options: { readonly ifAbsent?: boolean } = {},
): Promise<boolean> {
  try {
    await store.put(key, new TextEncoder().encode(`${JSON.stringify(value)}\n`), options);
    return true;
  } catch (error) {
    if (options.ifAbsent && PenstockError.is(error, 'PEN_ALREADY_EXISTS')) return false;
    throw error;
  }
}

export function sequenceKey(prefix: string, sequence: number): string {
  return `${prefix}/${String(sequence).padStart(12, '0')}.json`;
}
