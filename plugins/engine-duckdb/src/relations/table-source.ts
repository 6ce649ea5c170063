import type { TableSchema } from '@penstock/core/contracts';
import type { Session } from '../database/session.ts';
import { quotedName } from '../sql/quote.ts';
import { duckDbType } from '../types/to-duckdb.ts';
import { type Branch, branchSource, type ExtraColumns, type TableFile } from './branch-source.ts';
import { parquetShapes } from './parquet-shapes.ts';
import { loadPositions } from './row-positions.ts';

export interface TableSource<F extends TableFile> {
  readonly schema: TableSchema;
  readonly partitionColumns: readonly string[];
  readonly files: readonly F[];
  readonly extra: ExtraColumns<F>;
  /** Name for a temporary table, should one be needed. */
  readonly table: string;
}

/**
 * SQL of the rows of exactly these files, columns in the order, by the names and of the types of the schema, those that
 * a file lacks as null. A partition is a branch of a union with its values as constants, so that conditions on them skip
 * its files.
 * @param describing leaves rows to leave out or to pick unread
 */
export async function tableSource<F extends TableFile>(
  session: Session,
  source: TableSource<F>,
  describing = false,
): Promise<string> {
  const { schema, partitionColumns, files } = source;
  if (files.length === 0) return emptySource(source);
  const branches = await branchesOf(session, source);
  const picked = branches.flatMap((branch) => (picksRows(branch.files[0]) ? branch.files : []));
  const table =
    picked.length === 0
      ? ''
      : await loadPositions(session, source.table, describing ? [] : picked.map((file) => file.only ?? file.without));
  let first = 0;
  return branches
    .map((branch) => {
      const positions = picksRows(branch.files[0]) ? { table, first } : undefined;
      if (positions) first += branch.files.length;
      return branchSource(
        schema,
        partitionColumns,
        { ...branch, ...(positions ? { positions } : {}) },
        source.extra.columns,
      );
    })
    .join('\nunion all\n');
}

/** No rows, but columns. */
function emptySource<F extends TableFile>({ schema, extra }: TableSource<F>): string {
  const columns = [
    ...schema.fields.map(({ name, type }) => [name, duckDbType(type)] as const),
    ...Object.entries(extra.types),
  ];
  return `select ${columns.map(([name, type]) => `cast(null as ${type}) as ${quotedName(name)}`).join(', ')} where false`;
}

async function branchesOf<F extends TableFile>(
  session: Session,
  { partitionColumns, files }: TableSource<F>,
): Promise<readonly Branch<F>[]> {
  const shapes = await parquetShapes(session, [...new Set(files.map((file) => file.path))]);
  const numbers = new Map([...new Set(shapes.values())].map((shape, at) => [shape, at]));
  const groups = Map.groupBy(files, (file) => {
    const shape = shapes.get(file.path);
    const values = partitionColumns.map((name) => file.partitionValues[name] ?? null);
    return JSON.stringify([...values, shape && numbers.get(shape), file.only ? 'only' : file.without ? 'without' : '']);
  });
  return Array.from(groups.values(), (group) => ({
    files: group,
    shape: shapes.get(group[0]?.path ?? '') ?? { columns: [] },
  }));
}

function picksRows(file: TableFile | undefined): boolean {
  return file?.only !== undefined || file?.without !== undefined;
}
