import { PenstockError } from '@penstock/core';
import type { CallOptions } from '@penstock/core/contracts';
import { corrupt } from '../table-error.ts';
import { checksumProblem } from './checksum-file.ts';
import type { Commit } from './commit.ts';
import type { CheckpointHint } from './last-checkpoint.ts';
import type { Listing } from './listing.ts';
import type { LogSource } from './log-source.ts';
import type { OpenedCheckpoint } from './open-checkpoint.ts';
import { EMPTY_FILES, EMPTY_HEAD, type FileSet, replayFiles, replayHead } from './replay.ts';
import type { Segment } from './segment.ts';

/** What a version was put together from. */
export interface Loaded {
  readonly segment: Segment;
  readonly listing: Listing;
  readonly opened: OpenedCheckpoint | undefined;
  readonly hint: CheckpointHint | undefined;
  /** Compactions and commits up to the last compaction. */
  readonly before: readonly Commit[];
  /** Commits after it. */
  readonly after: readonly Commit[];
  /** The files of the version from older files of the log; `undefined` where these do not lead to it. */
  older(options?: CallOptions): Promise<FileSet | undefined>;
}

/**
 * The files of a version before the commits `after`. A checkpoint that is damaged, or that contradicts a version
 * checksum, is passed over where older files lead to the version too, else it is PEN_TABLE_CORRUPT. Commits are the
 * truth: a checksum that contradicts them is only told.
 */
export async function baseFiles(source: LogSource, loaded: Loaded, options?: CallOptions): Promise<FileSet> {
  const { checkpoint } = loaded.segment;
  try {
    const start = loaded.opened ? replayFiles(EMPTY_FILES, [await loaded.opened.files(options)]) : EMPTY_FILES;
    const files = replayFiles(
      start,
      loaded.before.map((step) => step.files()),
    );
    const problem = await findProblem(source, loaded, start, files, options);
    if (problem && checkpoint) throw corrupt(checkpoint.parts[0].key, `is not whole: ${problem}`);
    if (problem) source.warn(`A version checksum of table "${source.location.name}" is wrong: ${problem}`);
    return files;
  } catch (error) {
    if (!checkpoint || !PenstockError.is(error, 'PEN_TABLE_CORRUPT')) throw error;
    // Replaying the commits `after` on it again changes nothing: of a file counts what its last action says.
    const files = await loaded.older(options);
    if (!files) throw error;
    source.warn(`A checkpoint of table "${source.location.name}" is passed over: ${error.message}`);
    return files;
  }
}

/** By the number of files that the hint has, by the checksum of the version, else by that of its checkpoint. */
async function findProblem(
  { store }: LogSource,
  { segment, listing, opened, hint, before, after }: Loaded,
  start: FileSet,
  files: FileSet,
  options?: CallOptions,
): Promise<string | undefined> {
  if (
    opened &&
    hint?.version === segment.checkpoint?.version &&
    (hint?.files ?? start.active.size) !== start.active.size
  ) {
    return `_last_checkpoint has numOfAddFiles ${hint?.files}, the checkpoint ${start.active.size}`;
  }
  const ofVersion = listing.checksums.get(segment.version);
  if (ofVersion) {
    const { active } = replayFiles(
      files,
      after.map((step) => step.files()),
    );
    const head = replayHead(EMPTY_HEAD, [...(opened ? [opened.head] : []), ...before, ...after]);
    return checksumProblem(store, ofVersion, { head, files: active.size }, options);
  }
  const ofCheckpoint = listing.checksums.get(segment.checkpoint?.version ?? -1);
  if (!ofCheckpoint || !opened) return undefined;
  return checksumProblem(store, ofCheckpoint, { head: opened.head, files: start.active.size }, options);
}
