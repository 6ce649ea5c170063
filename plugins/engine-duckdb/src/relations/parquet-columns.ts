import type { Session } from '../database/session.ts';
import { pathList } from './local-files.ts';

export interface ParquetColumn {
  readonly name: string;
  /** DuckDB's type; null for nested columns. */
  readonly type: string | null;
}

type Entry = readonly [name: string, children: string, type: string | null];

/** The top-level columns of each file by its path. Files of one shape share one list. */
export async function parquetColumns(
  session: Session,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly ParquetColumn[]>> {
  const shapes = await session.rows<{ shape: Entry[]; paths: string[] }>(
    `select shape, list(file_name) as paths from (
       select file_name, list([name, cast(coalesce(num_children, 0) as varchar), duckdb_type] order by column_id) as shape
       from parquet_schema(${pathList(paths)}) group by file_name) group by shape`,
  );
  return new Map(
    shapes.flatMap(({ shape, paths: same }) => {
      const columns = topLevel(shape);
      return same.map((path) => [path, columns] as const);
    }),
  );
}

/** The schema of a file is a tree, depth first, its root first. */
function topLevel(entries: readonly Entry[]): readonly ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  let at = 1;
  while (at < entries.length) {
    const [name, children, type] = entries[at] as Entry;
    columns.push({ name, type: Number(children) > 0 ? null : type });
    for (let left = 1; left > 0; at++) left += Number(entries[at]?.[1] ?? 0) - 1;
  }
  return columns;
}
