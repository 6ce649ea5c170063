import { join } from 'node:path';
import type { ColumnStats } from '@penstock/core/contracts';
import type { Session } from '../database/session.ts';
import type { BoundColumn } from '../relations/bind-query.ts';
import { pathList } from '../relations/local-files.ts';
import { isPartition, partitionText } from '../relations/partition-text.ts';
import { quoted, quotedName } from '../sql/quote.ts';
import { type CopyStats, columnStats } from './column-stats.ts';

/** The texts of the partition columns, one list a partition. */
export type Partitions = readonly (readonly (string | null)[])[];

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
  /** From {@link partitionsOf}, when they are known already. */
  readonly partitions?: Partitions;
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
  const partitions = writing.partitions ?? (await partitionsOf(session, writing));
  const copied: (CopyRow & Pick<WrittenFile, 'partitionValues'>)[] = [];
  for (const [i, texts] of partitions.entries()) {
    const partitionValues = Object.fromEntries(writing.partitionBy.map((name, at) => [name, texts[at] ?? null]));
    const rows = await copy(session, writing, partitionValues, `${writing.prefix}${i}`);
    copied.push(...rows.map((row) => ({ ...row, partitionValues })));
  }
  const filled = copied.filter((row) => Number(row.count) > 0);
  const rows = await footerRows(session, filled);
  const files = filled.map((row) => ({
    path: row.filename,
    size: Number(row.file_size_bytes),
    rows: rows.get(row.filename) ?? 0,
    partitionValues: row.partitionValues,
    stats: statsOf(row, writing),
  }));
  return { files, rowsIn: copied.reduce((sum, row) => sum + Number(row.count), 0) };
}

/** The partitions that the rows fall into; without partition columns it is one. */
export async function partitionsOf(session: Session, writing: Writing): Promise<Partitions> {
  const columns = partitionColumns(writing);
  if (columns.length === 0) return [[]];
  const texts = columns.map((column) => partitionText(column.name, column.type)).join(', ');
  const names = columns.map((column) => quotedName(column.name)).join(', ');
  // Values first, their texts then: there are as many texts to be made as partitions rather than as rows.
  const rows = await session.rows<{ texts: (string | null)[] }>(
    `select distinct [${texts}] as texts from (select distinct ${names} from ${writing.source}${whereOf(writing)}) order by texts`,
  );
  return rows.map((row) => row.texts);
}

async function copy(
  session: Session,
  writing: Writing,
  partitionValues: WrittenFile['partitionValues'],
  name: string,
): Promise<readonly CopyRow[]> {
  const selected = fileColumns(writing).map((column) => `${column.sql} as ${quotedName(column.name)}`);
  const inPartition = partitionColumns(writing).map((column) =>
    isPartition(column.name, partitionValues[column.name] ?? null, column.type),
  );
  const { splitAt } = writing;
  const path = join(writing.folder, splitAt === undefined ? `${name}.parquet` : name);
  const split = splitAt === undefined ? '' : `, file_size_bytes ${splitAt}`;
  const rows = await session.rows<CopyRow>(
    `copy (select ${selected.join(', ')} from ${writing.source}${whereOf(writing, inPartition)}) to ${quoted(path)} (format parquet, compression zstd, return_stats true${split})`,
  );
  return [...rows].sort(byNumber);
}

/** Row counts from the files themselves, not from what was meant to be written. */
async function footerRows(session: Session, copied: readonly CopyRow[]): Promise<ReadonlyMap<string, number>> {
  if (copied.length === 0) return new Map();
  const rows = await session.rows<{ file_name: string; num_rows: string }>(
    `select file_name, num_rows from parquet_file_metadata(${pathList(copied.map((row) => row.filename))})`,
  );
  return new Map(rows.map((row) => [row.file_name, Number(row.num_rows)]));
}

function statsOf(row: CopyRow, writing: Writing): WrittenFile['stats'] {
  const stats = new Map(row.column_statistics.map(({ key, value }) => [key, value]));
  return Object.fromEntries(
    fileColumns(writing).flatMap(({ name, type }) => {
      const found = stats.get(quotedName(name));
      return found ? [[name, columnStats(Object.fromEntries(found.map((item) => [item.key, item.value])), type)]] : [];
    }),
  );
}

/** Partition columns are not in the files. */
function fileColumns({ columns, partitionBy }: Writing): readonly BoundColumn[] {
  return columns.filter((column) => !partitionBy.includes(column.name));
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
