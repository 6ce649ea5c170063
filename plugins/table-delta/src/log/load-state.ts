import { PenstockError } from '@penstock/core';
import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import { mapConcurrent } from '../map-concurrent.ts';
import type { TableLocation } from '../paths/table-location.ts';
import { hasInCommitTimestamps } from '../protocol.ts';
import { corrupt, unsupported, versionNotFound } from '../table-error.ts';
import { readCheckpointFiles, readCheckpointHead } from './checkpoint-reader.ts';
import { Commit } from './commit.ts';
import { commitTimes } from './commit-times.ts';
import { readInCommitTimestamp } from './in-commit-timestamp.ts';
import type { Listing } from './listing.ts';
import { parseLogFile } from './log-file.ts';
import { LogState, type Tip } from './log-state.ts';
import { EMPTY_FILES, EMPTY_HEAD, replayFiles, replayHead } from './replay.ts';
import { type Segment, type SegmentProblem, selectSegment } from './segment.ts';

/** Commits fetched together. */
const PARALLEL = 16;

/**
 * The listing disagrees with the store: an object is gone, or one is missing because the folder changed while it was
 * listed. List again; `damage` is the error when it stays so.
 */
export class LogMoved extends Error {
  readonly damage: PenstockError;

  constructor(damage: PenstockError) {
    super(damage.message);
    this.damage = damage;
  }
}

/**
 * Builds a version from a listing; `undefined` when the listing is empty. A checkpoint that cannot be read is passed
 * over where older files lead to the version too.
 */
export async function loadState(
  store: ObjectStore,
  location: TableLocation,
  listing: Listing,
  options?: CallOptions & { readonly version?: number },
): Promise<LogState | undefined> {
  const without = new Set<number>();
  let failure: unknown;
  for (;;) {
    const choice = selectSegment(listing, { version: options?.version, without });
    if ('problem' in choice) {
      if (choice.problem.kind === 'empty') return undefined;
      if (failure !== undefined) throw failure;
      const error = problemError(location, options?.version, choice.problem);
      throw choice.problem.kind === 'gap' ? new LogMoved(error) : error;
    }
    try {
      return await fromSegment(store, location, listing, choice.segment, options);
    } catch (error) {
      const { checkpoint } = choice.segment;
      const unreadable = checkpoint?.parts.some((part) => PenstockError.is(error) && error.details.at === part.key);
      if (!checkpoint || !unreadable || !PenstockError.is(error, 'PEN_TABLE_CORRUPT')) throw error;
      failure ??= error;
      without.add(checkpoint.version);
    }
  }
}

/** Fetches and parses commits, in order. */
export async function fetchCommits(
  store: ObjectStore,
  location: TableLocation,
  objects: readonly ObjectInfo[],
  options?: CallOptions,
): Promise<Commit[]> {
  return mapConcurrent(objects, PARALLEL, async ({ key }) => {
    const file = parseLogFile(key.slice(location.logFolder.length));
    const bytes = await store.get(key, { signal: options?.signal });
    if (!bytes || !file) throw new LogMoved(corrupt(key, 'is listed and cannot be fetched'));
    return Commit.parse(file.version, bytes, key);
  });
}

export function problemError(
  location: TableLocation,
  version: number | undefined,
  problem: SegmentProblem,
): PenstockError {
  switch (problem.kind) {
    case 'beyond':
      return versionNotFound(location.name, `has no version ${version}; the newest is ${problem.latest}`);
    case 'cleaned':
      return versionNotFound(
        location.name,
        `has no version ${version} any more; the oldest kept is ${problem.earliest}`,
      );
    case 'v2-checkpoint':
      return unsupported(location.name, 'cannot be read: it uses the feature v2Checkpoint, not supported yet');
    case 'gap':
      return corrupt(location.commitKey(problem.missing), 'is missing');
    case 'empty':
      return corrupt(location.logFolder, 'is empty');
  }
}

async function fromSegment(
  store: ObjectStore,
  location: TableLocation,
  listing: Listing,
  segment: Segment,
  options?: CallOptions,
): Promise<LogState> {
  const { checkpoint } = segment;
  const [start, commits] = await Promise.all([
    checkpoint ? readCheckpointHead(store, checkpoint, options) : undefined,
    fetchCommits(store, location, segment.commits, options),
  ]);
  const head = replayHead(start ? replayHead(EMPTY_HEAD, [start]) : EMPTY_HEAD, commits);
  const { protocol, metadata } = head;
  const inCommit =
    commits.length === 0 && protocol && metadata && hasInCommitTimestamps(protocol, metadata)
      ? await readInCommitTimestamp(store, location, segment.version, options)
      : undefined;
  return new LogState({
    table: location.name,
    version: segment.version,
    tip: { ...tipOf(listing, segment), inCommit },
    head,
    base: checkpoint
      ? async (call) => replayFiles(EMPTY_FILES, [await readCheckpointFiles(store, checkpoint, call)])
      : async () => EMPTY_FILES,
    commits,
  });
}

function tipOf(listing: Listing, segment: Segment): Tip {
  const commit = listing.commits.get(segment.version);
  const fallback = segment.checkpoint?.parts[0];
  const time = commitTimes(listing.commits).get(segment.version) ?? fallback?.modified.getTime() ?? 0;
  return { etag: commit?.etag ?? '', time };
}
