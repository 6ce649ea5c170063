import type { DataType } from '@penstock/core/contracts';
import { Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import type { Session } from '../database/session.ts';
import { arrowType, decimalOf } from '../types/to-arrow.ts';
import type { ColumnReader } from './column-reader.ts';
import { BoolReader, DecimalReader, FixedReader } from './fixed-readers.ts';
import { NestedReader } from './nested-reader.ts';
import { BinaryReader, type DictionaryLimits, DictionaryReader } from './text-readers.ts';

export interface ReadOptions {
  /** Most rows of a batch. */
  readonly batchRows: number;
  readonly dictionaries: DictionaryLimits;
}

/**
 * A result as Arrow batches, as fast as they are asked for. There is one batch at least, be it empty, so that the
 * schema is known.
 * @param columns those of the statement, in order
 */
export async function* readBatches(
  session: Session,
  sql: string,
  columns: readonly { readonly name: string; readonly type: DataType }[],
  options: ReadOptions,
): AsyncIterable<RecordBatch> {
  const readers = columns.map(({ type }) => readerOf(type, options.dictionaries));
  const schema = new Schema(columns.map(({ name }, i) => new Field(name, (readers[i] as ColumnReader).type, true)));
  let rows = 0;
  let isFirst = true;
  for await (const chunk of session.chunks(sql)) {
    if (rows > 0 && rows + chunk.rowCount > options.batchRows) {
      yield* slices(session, batchOf(schema, readers, rows), options.batchRows);
      isFirst = false;
      rows = 0;
    }
    const count = chunk.rowCount;
    for (const [i, reader] of readers.entries()) reader.read(chunk, i, count);
    rows += count;
  }
  if (rows > 0 || isFirst) yield* slices(session, batchOf(schema, readers, rows), options.batchRows);
}

function batchOf(schema: Schema, readers: readonly ColumnReader[], length: number): RecordBatch {
  const children = readers.map((reader) => reader.finish());
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

/** DuckDB's chunks have up to 2048 rows; whoever wants fewer gets parts of them. */
function* slices(session: Session, batch: RecordBatch, batchRows: number): Iterable<RecordBatch> {
  if (batch.numRows <= batchRows) yield batch;
  else
    for (let from = 0; from < batch.numRows; from += batchRows) {
      session.check();
      yield batch.slice(from, from + batchRows);
    }
}

const WIDTHS: Readonly<Record<string, number>> = {
  byte: 1,
  short: 2,
  integer: 4,
  long: 8,
  float: 4,
  double: 8,
  date: 4,
  timestamp: 8,
  timestamp_ntz: 8,
};

function readerOf(type: DataType, dictionaries: DictionaryLimits): ColumnReader {
  if (typeof type !== 'string') return new NestedReader(type);
  if (type === 'string') return new DictionaryReader(dictionaries);
  if (type === 'binary') return new BinaryReader();
  if (type === 'boolean') return new BoolReader(arrowType(type));
  const width = WIDTHS[type];
  return width === undefined
    ? new DecimalReader(arrowType(type), decimalOf(type).precision)
    : new FixedReader(arrowType(type), width);
}
