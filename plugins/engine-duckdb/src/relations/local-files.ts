import type { ObjectStore } from '@penstock/core/contracts';
import { quotedList } from '../sql/quote.ts';

const AT_ONCE = 8;

/** Local paths of objects, in order; a few are fetched at a time. */
export async function localFiles(
  store: ObjectStore,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const paths: string[] = new Array(keys.length);
  const rest = keys.entries();
  const worker = async () => {
    for (const [index, key] of rest) paths[index] = await store.localFile(key, { signal });
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, keys.length) }, worker));
  return paths;
}

/** A list of paths for DuckDB's readers, which take `*`, `?` and `[` for patterns. */
export function pathList(paths: readonly string[]): string {
  return quotedList(paths.map((path) => path.replace(/[*?[]/g, '[$&]')));
}
