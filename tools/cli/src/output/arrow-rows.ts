import type { Query, QueryEngine } from '@penstock/core/contracts';

/** All rows of a small result as plain objects. */
export async function rowsOf<T extends Readonly<Record<string, unknown>>>(
  engine: QueryEngine,
  query: Query,
): Promise<readonly T[]> {
  const rows: T[] = [];
  for await (const batch of engine.query(query)) for (const row of batch) rows.push((row as { toJSON(): T }).toJSON());
  return rows;
}
