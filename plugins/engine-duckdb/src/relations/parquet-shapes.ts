import type { DuckDBType } from '@duckdb/node-api';
import type { Session } from '../database/session.ts';
import { pathList } from './local-files.ts';

/** A column or nested field as Parquet has it, with the groups that lists and maps are made of. */
export interface ParquetNode {
  readonly name: string;
  readonly id: number | undefined;
  readonly children: readonly ParquetNode[];
}

export interface ParquetColumn {
  readonly name: string;
  /** As DuckDB reads it. */
  readonly type: DuckDBType;
  readonly node: ParquetNode;
}

/** What the files that have it look like. */
export interface ParquetShape {
  readonly columns: readonly ParquetColumn[];
}

type Entry = readonly [name: string, children: string, id: string | null, type: string | null];

/** The shape of each file by its path. Files that look alike share one, so it can be told by identity. */
export async function parquetShapes(
  session: Session,
  paths: readonly string[],
): Promise<ReadonlyMap<string, ParquetShape>> {
  const shapes = await session.rows<{ shape: Entry[]; paths: string[] }>(
    `select shape, list(file_name) as paths from (
       select file_name, list([name, cast(coalesce(num_children, 0) as varchar), cast(field_id as varchar),
         concat_ws(' ', type, type_length, converted_type, logical_type, precision, scale)] order by column_id) as shape
       from parquet_schema(${pathList(paths)}) group by file_name) group by shape`,
  );
  const byPath = new Map<string, ParquetShape>();
  for (const { shape, paths: same } of shapes) {
    const columns = await session.prepare(`select * from ${readParquet(same.slice(0, 1))}`);
    const nodes = treeOf(shape).children;
    const found = {
      columns: columns.columns.flatMap(({ name, type }, at) => {
        const node = nodes[at];
        return node ? [{ name, type, node }] : [];
      }),
    };
    for (const path of same) byPath.set(path, found);
  }
  return byPath;
}

/** DuckDB's reader over exactly these files, which look alike. */
export function readParquet(paths: readonly string[]): string {
  return `read_parquet(${pathList(paths)}, hive_partitioning = false)`;
}

/** The schema of a file is a tree, depth first, its root first. */
function treeOf(entries: readonly Entry[]): ParquetNode {
  let at = 0;
  const next = (): ParquetNode => {
    const [name, children, id] = entries[at++] ?? ['', '0', null];
    const own = Array.from({ length: Number(children) }, next);
    return { name, id: id === null ? undefined : Number(id), children: own };
  };
  return next();
}
