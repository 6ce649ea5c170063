import type { AddFile, Metadata, Protocol, RemoveFile, SetTransaction } from './actions.ts';
import { CHECKPOINT_COLUMNS, CHECKPOINT_SCHEMA } from './checkpoint-schema.ts';

/** Rows encoded at a time: bounds memory and how long other work waits. */
const ROW_GROUP = 20_000;

/** What a checkpoint holds: one row each. */
export interface CheckpointContent {
  readonly protocol: Protocol;
  readonly metadata: Metadata;
  readonly transactions: readonly SetTransaction[];
  readonly adds: readonly AddFile[];
  readonly removes: readonly RemoveFile[];
}

export interface CheckpointFile {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** A single-part v1 checkpoint as Parquet (snappy). */
export async function checkpointFile(content: CheckpointContent): Promise<CheckpointFile> {
  const { ByteWriter, parquetWriteRows } = await import('hyparquet-writer');
  let rows = 0;
  const count = function* () {
    for (const row of checkpointRows(content)) {
      rows++;
      yield row;
    }
  };
  // Row groups are encoded in this thread: between them others get their turn.
  const writer = Object.assign(new ByteWriter(), {
    flush: () => new Promise<void>((resolve) => setImmediate(resolve)),
  });
  await parquetWriteRows({
    writer,
    rows: count(),
    columns: CHECKPOINT_COLUMNS.map((name) => ({ name })),
    schema: CHECKPOINT_SCHEMA,
    rowGroupSize: ROW_GROUP,
    statistics: false,
    createdBy: 'Penstock',
  });
  return { bytes: writer.getBytes(), rows };
}

function* checkpointRows(content: CheckpointContent): Generator<Record<string, unknown>> {
  const { metadata } = content;
  yield { protocol: content.protocol };
  yield { metaData: { ...metadata, createdTime: long(metadata.createdTime) } };
  for (const { appId, version, lastUpdated } of content.transactions) {
    yield { txn: { appId, version, lastUpdated: long(lastUpdated) } };
  }
  for (const remove of content.removes) {
    yield { remove: { ...remove, deletionTimestamp: long(remove.deletionTimestamp), size: long(remove.size) } };
  }
  for (const add of content.adds) {
    const { size, modificationTime } = add;
    yield { add: { ...add, dataChange: false, size: long(size), modificationTime: long(modificationTime) } };
  }
}

function long(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value);
}
