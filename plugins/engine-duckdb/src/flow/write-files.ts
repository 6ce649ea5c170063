import { join } from 'node:path';
import type { ColumnStats } from '@penstock/core/contracts';
import type { Session } from '../database/session.ts';
import type { BoundColumn } from '../relations/bind-query.ts';
import { pathList } from '../relations/local-files.ts';
import { isPartition, partitionText } from '../relations/partition-text.ts';
import { quoted, quotedName } from '../sql/quote.ts';
import { type CopyStats, columnStats } from './column-stats.ts';

/** A Parquet file in the scratch folder. */
export interface WrittenFile {
  readonly path: string;
  readonly size: number;
  /** As the file's own footer says. */
  readonly rows: number;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  readonly stats: Readonly<Record<string, ColumnStats>>;
}

export interface Writing {
  readonly columns: readonly BoundColumn[];
  /** What stands behind `from`, and `where` if anything. */
  readonly source: string;
  readonly where?: string;
  readonly partitionBy: readonly string[];
  readonly folder: string;
  /** Begins the names of the files. */
  readonly prefix: string;
  /** Bytes from which a new file is begun. */
  readonly splitAt?: number;
}

interface CopyRow {
  readonly filename: string;
  readonly count: string;
  readonly file_size_bytes: string;
  readonly column_statistics: readonly {
    readonly key: string;
    readonly value: readonly { key: keyof CopyStats; value: string }[];
  }[];
}

export interface Written {
  readonly files: readonly WrittenFile[];
  /** Rows that went into the writer. */
  readonly rowsIn: number;
}

/** Writes rows as Parquet, in their order; a file a partition at least. No file is without rows. */
export async function writeFiles(session: Session, writing: Writing): Promise<Written> {
  const { partitionBy } = writing;
  if (partitionBy.length === 0) return copy(session, writing, {}, `${writing.prefix}0`);
  const parts: Written[] = [];
  for (const [i, texts] of (await partitionsOf(session, writing)).entries()) {
    const values = Object.fromEntries(partitionBy.map((name, at) => [name, texts[at] ?? null]));
    parts.push(await copy(session, writing, values, `${writing.prefix}${i}`));
  }
  return {
    files: parts.flatMap((part) => part.files),
    rowsIn: parts.reduce((sum, part) => sum + part.rowsIn, 0),
  };
}

/** The texts of the partition columns, one list a partition. */
export async function partitionsOf(
  session: Session,
  writing: Writing,
): Promise<readonly (readonly (string | null)[])[]> {
  const texts = partitionColumns(writing).map((column) => partitionText(column.name, column.type));
  const rows = await session.rows<{ texts: (string | null)[] }>(
    `select distinct [${texts.join(', ')}] as texts from ${writing.source}${whereOf(writing)} order by texts`,
  );
  return rows.map((row) => row.texts);
}

async function copy(
  session: Session,
  writing: Writing,
  partitionValues: WrittenFile['partitionValues'],
  name: string,
): Promise<Written> {
  const columns = writing.columns.filter((column) => !writing.partitionBy.includes(column.name));
  const selected = columns.map((column) => `${column.sql} as ${quotedName(column.name)}`).join(', ');
  const inPartition = partitionColumns(writing).map((column) =>
    isPartition(column.name, partitionValues[column.name] ?? null, column.type),
  );
  const { splitAt } = writing;
  const path = join(writing.folder, splitAt === undefined ? `${name}.parquet` : name);
  const split = splitAt === undefined ? '' : `, file_size_bytes ${splitAt}`;
  const copied = await session.rows<CopyRow>(
    `copy (select ${selected} from ${writing.source}${whereOf(writing, inPartition)}) to ${quoted(path)} (format parquet, compression zstd, return_stats true${split})`,
  );
  const filled = copied.filter((row) => Number(row.count) > 0).sort(byNumber);
  const rows = await footerRows(session, filled);
  const files = filled.map((row) => ({
    path: row.filename,
    size: Number(row.file_size_bytes),
    rows: rows.get(row.filename) ?? 0,
    partitionValues,
    stats: statsOf(row, columns),
  }));
  return { files, rowsIn: copied.reduce((sum, row) => sum + Number(row.count), 0) };
}

/** Row counts from the files themselves, not from what was meant to be written. */
async function footerRows(session: Session, copied: readonly CopyRow[]): Promise<ReadonlyMap<string, number>> {
  if (copied.length === 0) return new Map();
  const rows = await session.rows<{ file_name: string; num_rows: string }>(
    `select file_name, num_rows from parquet_file_metadata(${pathList(copied.map((row) => row.filename))})`,
  );
  return new Map(rows.map((row) => [row.file_name, Number(row.num_rows)]));
}

function statsOf(row: CopyRow, columns: readonly BoundColumn[]): WrittenFile['stats'] {
  const stats = new Map(row.column_statistics.map(({ key, value }) => [key, value]));
  return Object.fromEntries(
    columns.flatMap(({ name, type }) => {
      const found = stats.get(quotedName(name));
      return found ? [[name, columnStats(Object.fromEntries(found.map((item) => [item.key, item.value])), type)]] : [];
    }),
  );
}

function partitionColumns({ columns, partitionBy }: Writing): readonly BoundColumn[] {
  return columns
    .filter((column) => partitionBy.includes(column.name))
    .sort((a, b) => partitionBy.indexOf(a.name) - partitionBy.indexOf(b.name));
}

function whereOf({ where }: Writing, more: readonly string[] = []): string {
  const all = [...(where === undefined ? [] : [where]), ...more];
  return all.length === 0 ? '' : ` where ${all.map((condition) => `(${condition})`).join(' and ')}`;
}

/** `data_10` after `data_9`: the order of the rows. */
function byNumber(a: CopyRow, b: CopyRow): number {
  const number = (row: CopyRow) => Number(/(\d+)\.parquet$/.exec(row.filename)?.[1] ?? 0);
  return number(a) - number(b);
}
