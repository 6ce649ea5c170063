import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { PenstockError, throwIfAborted } from '@penstock/core';
import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import type { AsyncBuffer, Compressors, FileMetaData, ParquetParsers, SchemaTree } from 'hyparquet';
import { mapConcurrent } from '../map-concurrent.ts';
import { parsedStatsToJson } from '../stats/parsed-stats.ts';
import { formatDate, formatMicros } from '../stats/timestamps.ts';
import { corrupt } from '../table-error.ts';
import type { AddFile, Metadata, Protocol, RemoveFile, SetTransaction } from './actions.ts';
import type { FileActions } from './commit.ts';
import type { Checkpoint } from './listing.ts';
import { parquetBuffer } from './parquet-buffer.ts';
import { isRecord, readAdd, readMetadata, readProtocol, readRemove, readTransaction } from './read-actions.ts';

export interface CheckpointHead {
  readonly protocol: Protocol | undefined;
  readonly metadata: Metadata | undefined;
  readonly transactions: readonly SetTransaction[];
}

type Row = Readonly<Record<string, unknown>>;

/** Snappy is built into hyparquet, the rest into Node. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
};

/** Timestamps of `stats_parsed` as text, so that microseconds survive. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => formatMicros(millis * 1000n),
  timestampFromMicroseconds: (micros) => formatMicros(micros),
  timestampFromNanoseconds: (nanos) => formatMicros(nanos / 1000n),
  dateFromDays: (days) => formatDate(days),
};

/** Protocol, metadata and transactions; of a large file only their columns are fetched. */
export async function readCheckpointHead(
  store: ObjectStore,
  checkpoint: Checkpoint,
  options?: CallOptions,
): Promise<CheckpointHead> {
  let protocol: Protocol | undefined;
  let metadata: Metadata | undefined;
  const transactions: SetTransaction[] = [];
  await scan(store, checkpoint, ['protocol', 'metaData', 'txn'], options, (row, at) => {
    if (has(row['protocol'], 'minReaderVersion')) protocol = readProtocol(row['protocol'], at);
    if (has(row['metaData'], 'id') || has(row['metaData'], 'schemaString'))
      metadata = readMetadata(row['metaData'], at);
    if (has(row['txn'], 'appId')) transactions.push(readTransaction(row['txn'], at));
  });
  return { protocol, metadata, transactions };
}

/** Live files and tombstones. */
export async function readCheckpointFiles(
  store: ObjectStore,
  checkpoint: Checkpoint,
  options?: CallOptions,
): Promise<FileActions> {
  const adds: AddFile[] = [];
  const removes: RemoveFile[] = [];
  await scan(store, checkpoint, ['add', 'remove'], options, (row, at, schema) => {
    if (has(row['add'], 'path')) adds.push(readAdd(withStats(row['add'], schema), at));
    else if (has(row['remove'], 'path')) removes.push(readRemove(row['remove'], at));
  });
  return { adds, removes };
}

/** Rows of a checkpoint part, from its footer; a check after writing. */
export async function countRows(store: ObjectStore, object: ObjectInfo, options?: CallOptions): Promise<number> {
  const { parquetMetadataAsync } = await import('hyparquet');
  return Number((await parquetMetadataAsync(parquetBuffer(store, object, options))).num_rows);
}

async function scan(
  store: ObjectStore,
  checkpoint: Checkpoint,
  wanted: readonly string[],
  options: CallOptions | undefined,
  take: (row: Row, at: string, schema: SchemaTree) => void,
): Promise<void> {
  await mapConcurrent(checkpoint.parts, 4, async (part) => {
    try {
      await scanPart(parquetBuffer(store, part, options), wanted, options, (row, schema) =>
        take(row, part.key, schema),
      );
    } catch (error) {
      if (PenstockError.is(error)) throw error;
      throw corrupt(part.key, 'cannot be read as a Parquet checkpoint', error);
    }
  });
}

async function scanPart(
  file: AsyncBuffer,
  wanted: readonly string[],
  options: CallOptions | undefined,
  take: (row: Row, schema: SchemaTree) => void,
): Promise<void> {
  const { parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const metadata = withoutDecimals(await parquetMetadataAsync(file));
  const schema = parquetSchema(metadata);
  const columns = wanted.filter((name) => schema.children.some((child) => child.element.name === name));
  if (columns.length === 0) return;
  let rowStart = 0;
  // One row group at a time bounds what is in memory besides the result.
  for (const group of metadata.row_groups) {
    throwIfAborted(options?.signal, 'reading of a checkpoint');
    const rowEnd = rowStart + Number(group.num_rows);
    const rows = await parquetReadObjects({ file, metadata, columns, rowStart, rowEnd, compressors, parsers });
    for (const row of rows) take(row, schema);
    rowStart = rowEnd;
  }
}

/**
 * hyparquet turns decimals into doubles. Without the annotation they arrive as unscaled integers; the scale stays
 * on the element, where {@link parsedStatsToJson} finds it.
 */
function withoutDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) =>
    element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL'
      ? { ...element, converted_type: undefined, logical_type: undefined, scale: element.scale ?? 0 }
      : element,
  );
  return { ...metadata, schema };
}

/** All-null structs are legal Parquet, so presence is told by a field that must be there. */
function has(value: unknown, field: string): value is Row {
  return isRecord(value) && value[field] !== null && value[field] !== undefined;
}

/** Tables may write statistics as a struct only (`delta.checkpoint.writeStatsAsJson=false`). */
function withStats(add: Row, schema: SchemaTree): Row {
  if (typeof add['stats'] === 'string' || !isRecord(add['stats_parsed'])) return add;
  const tree = schema.children
    .find((child) => child.element.name === 'add')
    ?.children.find((child) => child.element.name === 'stats_parsed');
  return tree ? { ...add, stats: parsedStatsToJson(add['stats_parsed'], tree) } : add;
}
