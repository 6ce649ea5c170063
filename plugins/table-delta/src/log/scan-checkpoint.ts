import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { PenstockError, throwIfAborted } from '@penstock/core';
import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import type { AsyncBuffer, Compressors, FileMetaData, ParquetParsers, SchemaTree } from 'hyparquet';
import { parsedStatsToJson } from '../stats/parsed-stats.ts';
import { formatDate, formatMicros } from '../stats/timestamps.ts';
import { corrupt } from '../table-error.ts';
import { parquetBuffer, type StoredObject } from './parquet-buffer.ts';
import { isRecord } from './read-actions.ts';

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

/** The field that tells whether an action is there: all-null structs are legal Parquet. */
const PRESENT: Readonly<Record<string, readonly string[]>> = {
  protocol: ['minReaderVersion'],
  metaData: ['id', 'schemaString'],
  txn: ['appId'],
  domainMetadata: ['domain'],
  sidecar: ['path'],
  checkpointMetadata: ['version'],
  add: ['path'],
  remove: ['path'],
};

/**
 * Actions of these kinds in a Parquet file of a checkpoint, one a call as `{ kind: action }`; of a large file only their
 * columns are fetched. PEN_TABLE_CORRUPT at the file's key when it is not whole.
 */
export async function scanCheckpoint(
  store: ObjectStore,
  file: StoredObject,
  kinds: readonly string[],
  options: CallOptions | undefined,
  take: (action: Row) => void,
): Promise<void> {
  try {
    await scan(parquetBuffer(store, file, options), kinds, options, (row, schema) => {
      for (const kind of kinds) {
        const action = row[kind];
        if (!isRecord(action) || !PRESENT[kind]?.some((field) => action[field] != null)) continue;
        take({ [kind]: kind === 'add' ? withStats(action, schema) : action });
      }
    });
  } catch (error) {
    if (PenstockError.is(error)) throw error;
    throw corrupt(file.key, 'cannot be read as a Parquet checkpoint', error);
  }
}

/** Rows of a checkpoint part, from its footer; a check after writing. */
export async function countRows(store: ObjectStore, object: StoredObject, options?: CallOptions): Promise<number> {
  const { parquetMetadataAsync } = await import('hyparquet');
  return Number((await parquetMetadataAsync(parquetBuffer(store, object, options))).num_rows);
}

async function scan(
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

/** Tables may write statistics as a struct only (`delta.checkpoint.writeStatsAsJson=false`). */
function withStats(add: Row, schema: SchemaTree): Row {
  if (typeof add['stats'] === 'string' || !isRecord(add['stats_parsed'])) return add;
  const tree = schema.children
    .find((child) => child.element.name === 'add')
    ?.children.find((child) => child.element.name === 'stats_parsed');
  return tree ? { ...add, stats: parsedStatsToJson(add['stats_parsed'], tree) } : add;
}
