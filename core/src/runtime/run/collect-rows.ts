import type { Query, QueryEngine } from '../../contracts/query-engine.ts';

/** All rows of a small result as objects. */
export async function collectRows<T>(engine: QueryEngine, query: Query, signal: AbortSignal): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const batch of engine.query(query, { signal }))
    for (const row of batch) rows.push((row as unknown as { toJSON(): T }).toJSON());
  return rows;
}
