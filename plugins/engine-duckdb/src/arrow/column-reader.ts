import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { Data, DataType } from 'apache-arrow';

/** Collects a result column, chunk by chunk, into Arrow arrays. */
export interface ColumnReader {
  readonly type: DataType;
  /** Takes a column of a chunk along. */
  read(chunk: DuckDBDataChunk, column: number, rows: number): void;
  /** What came since the last call. The arrays belong to the caller. */
  finish(): Data;
}

/** Room for so many bytes, at least doubled when it must grow. */
export function withRoom(bytes: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  if (needed <= bytes.length) return bytes;
  const grown = new Uint8Array(Math.max(needed, bytes.length * 2));
  grown.set(bytes);
  return grown;
}
