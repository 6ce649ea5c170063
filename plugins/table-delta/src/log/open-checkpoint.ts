import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import { mapConcurrent } from '../map-concurrent.ts';
import type { TableLocation } from '../paths/table-location.ts';
import { corrupt } from '../table-error.ts';
import type { AddFile, RemoveFile, Sidecar } from './actions.ts';
import { collectAction, type HeadActions, noActions } from './collect-actions.ts';
import { Commit, type FileActions } from './commit.ts';
import type { CheckpointHint } from './last-checkpoint.ts';
import type { Checkpoint } from './listing.ts';
import type { StoredObject } from './parquet-buffer.ts';
import { readAdd, readRemove } from './read-actions.ts';
import { scanCheckpoint } from './scan-checkpoint.ts';

const HEAD = ['protocol', 'metaData', 'txn', 'domainMetadata', 'sidecar', 'checkpointMetadata'];
const FILES = ['add', 'remove'];
const PARALLEL = 4;

/** A checkpoint whose files have not been looked at yet. */
export interface OpenedCheckpoint {
  readonly head: HeadActions;
  /** Live files and tombstones. */
  files(options?: CallOptions): Promise<FileActions>;
}

/**
 * Reads what a checkpoint (v1, multi-part or v2, whatever its name) says besides files.
 * @param hint what `_last_checkpoint` embeds of it, then nothing is fetched
 */
export async function openCheckpoint(
  store: ObjectStore,
  location: TableLocation,
  checkpoint: Checkpoint,
  hint: CheckpointHint | undefined,
  options?: CallOptions,
): Promise<OpenedCheckpoint> {
  const top = checkpoint.parts[0];
  const embedded = hint?.embedded;
  if (embedded && embedded.key === top.key && embedded.size === top.size && embedded.head.sidecars.length > 0) {
    const { head } = embedded;
    return { head, files: (call) => sidecarFiles(store, location, head.sidecars, call) };
  }
  const opened =
    checkpoint.format === 'json'
      ? await openJson(store, checkpoint, options)
      : await openParquet(store, checkpoint, options);
  const { sidecars, checkpointOf } = opened.head;
  if (checkpointOf !== undefined && checkpointOf !== checkpoint.version)
    throw corrupt(top.key, `says that it is of version ${checkpointOf}`);
  if (sidecars.length === 0) return opened;
  return {
    head: opened.head,
    // All files are in sidecars or none, says the protocol; nothing is lost when a writer mixes them.
    async files(call) {
      const [own, others] = await Promise.all([opened.files(call), sidecarFiles(store, location, sidecars, call)]);
      return { adds: [...own.adds, ...others.adds], removes: [...own.removes, ...others.removes] };
    },
  };
}

async function openJson(
  store: ObjectStore,
  { version, parts: [{ key }] }: Checkpoint,
  options?: CallOptions,
): Promise<OpenedCheckpoint> {
  const bytes = await store.get(key, { signal: options?.signal });
  if (!bytes) throw corrupt(key, 'was in the listing and is gone');
  const content = Commit.parse(version, bytes, key);
  return { head: content, files: async () => content.files() };
}

async function openParquet(
  store: ObjectStore,
  { parts }: Checkpoint,
  options?: CallOptions,
): Promise<OpenedCheckpoint> {
  const head = noActions();
  await mapConcurrent(parts, PARALLEL, (part) =>
    scanCheckpoint(store, part, HEAD, options, (action) => collectAction(head, action, part.key)),
  );
  return { head, files: (call) => parquetFiles(store, parts, call) };
}

function sidecarFiles(
  store: ObjectStore,
  location: TableLocation,
  sidecars: readonly Sidecar[],
  options?: CallOptions,
): Promise<FileActions> {
  const objects = sidecars.map(({ path, sizeInBytes }) => ({
    key: location.sidecarKey(path),
    size: sizeInBytes,
  }));
  return parquetFiles(store, objects, options);
}

async function parquetFiles(
  store: ObjectStore,
  objects: readonly StoredObject[],
  options?: CallOptions,
): Promise<FileActions> {
  const adds: AddFile[] = [];
  const removes: RemoveFile[] = [];
  await mapConcurrent(objects, PARALLEL, (object) =>
    scanCheckpoint(store, object, FILES, options, ({ add, remove }) => {
      if (add) adds.push(readAdd(add, object.key));
      if (remove) removes.push(readRemove(remove, object.key));
    }),
  );
  return { adds, removes };
}
