import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import type { TableLocation } from '../paths/table-location.ts';
import { durationOf } from '../properties/table-properties.ts';
import { corrupt } from '../table-error.ts';
import { checkpointFile } from './checkpoint-file.ts';
import { readHint } from './last-checkpoint.ts';
import type { LogState } from './log-state.ts';
import { liveTransactions } from './replay.ts';
import { countRows } from './scan-checkpoint.ts';

const WEEK = 7 * 86_400_000;

/**
 * Writes the single-part v1 checkpoint of a version and, once its footer reads back whole, points `_last_checkpoint`
 * at it (never backwards). Tombstones stay for `delta.deletedFileRetentionDuration` (7 days).
 */
export async function writeCheckpoint(
  store: ObjectStore,
  location: TableLocation,
  state: LogState,
  options?: CallOptions,
): Promise<void> {
  const now = Date.now();
  const { active, tombstones } = await state.files(options);
  const retention = durationOf(state.metadata.configuration, 'delta.deletedFileRetentionDuration') ?? WEEK;
  const file = await checkpointFile({
    protocol: state.protocol,
    metadata: state.metadata,
    transactions: [...liveTransactions(state.head, now).values()],
    adds: [...active.values()],
    removes: [...tombstones.values()].filter((remove) => (remove.deletionTimestamp ?? 0) > now - retention),
  });
  const object = await store.put(location.checkpointKey(state.version), file.bytes, options);
  if ((await countRows(store, object, options)) !== file.rows) throw corrupt(object.key, 'was not written whole');
  if (((await readHint(store, location, options))?.version ?? -1) >= state.version) return;
  const hint = {
    version: state.version,
    size: file.rows,
    sizeInBytes: file.bytes.length,
    numOfAddFiles: active.size,
  };
  await store.put(location.hintKey, Buffer.from(JSON.stringify(hint)), options);
}
