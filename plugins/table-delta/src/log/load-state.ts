import { PenstockError } from '@penstock/core';
import type { CallOptions, ObjectInfo } from '@penstock/core/contracts';
import { hasInCommitTimestamps } from '../protocol.ts';
import type { Commit } from './commit.ts';
import { commitTimes } from './commit-times.ts';
import { fetchCommits, fetchCompactions, LogMoved } from './fetch-commits.ts';
import { readInCommitTimestamp } from './in-commit-timestamp.ts';
import type { CheckpointHint } from './last-checkpoint.ts';
import { type Checkpoint, type Listing, listLog } from './listing.ts';
import { baseFiles, type Loaded } from './load-files.ts';
import { parseLogFile } from './log-file.ts';
import type { LogSource } from './log-source.ts';
import { LogState, type Tip } from './log-state.ts';
import { type OpenedCheckpoint, openCheckpoint } from './open-checkpoint.ts';
import { EMPTY_HEAD, type FileSet, replayHead } from './replay.ts';
import { type Segment, selectSegment } from './segment.ts';
import { problemError } from './segment-error.ts';

export interface LoadOptions extends CallOptions {
  /** The newest when absent. */
  readonly version?: number;
  readonly hint?: CheckpointHint;
  /** Keys of checkpoints to pass over. */
  readonly without?: ReadonlySet<string>;
}

/**
 * Builds a version from a listing; `undefined` when the listing is empty. A checkpoint that cannot be read is passed
 * over where older files lead to the version too.
 */
export async function loadState(
  source: LogSource,
  given: Listing,
  options: LoadOptions = {},
): Promise<LogState | undefined> {
  const without = new Set(options.without);
  let listing = given;
  let failure: PenstockError | undefined;
  for (;;) {
    const choice = selectSegment(listing, { version: options.version, without });
    if ('problem' in choice) {
      const { problem } = choice;
      if (problem.kind === 'empty') return undefined;
      if (failure && listing.from === 0) throw failure;
      if (failure) {
        listing = await listLog(source.store, source.location, 0, options);
        continue;
      }
      const error = problemError(source.location, options.version, problem);
      throw problem.kind === 'gap' ? new LogMoved(error) : error;
    }
    const { segment } = choice;
    try {
      return await fromSegment(source, listing, segment, { ...options, without });
    } catch (error) {
      if (!segment.checkpoint || !isDamage(error, segment.checkpoint)) throw error;
      failure ??= error;
      without.add(segment.checkpoint.parts[0].key);
    }
  }
}

function isDamage(error: unknown, { parts }: Checkpoint): error is PenstockError {
  return PenstockError.is(error, 'PEN_TABLE_CORRUPT') && parts.some((part) => part.key === error.details.at);
}

async function fromSegment(
  source: LogSource,
  listing: Listing,
  segment: Segment,
  options: LoadOptions & { readonly without: ReadonlySet<string> },
): Promise<LogState> {
  const { checkpoint, version } = segment;
  const compactions = await fetchCompactions(source, segment.compactions, options);
  const isCovered = (object: ObjectInfo) => {
    const at = parseLogFile(object.key.slice(source.location.logFolder.length))?.version ?? -1;
    return compactions.some(({ from, to }) => from <= at && at <= to);
  };
  const needed = segment.commits.filter((object) => !isCovered(object));
  const [opened, commits] = await Promise.all([
    checkpoint ? openCheckpoint(source.store, source.location, checkpoint, options.hint, options) : undefined,
    fetchCommits(source, needed, options),
  ]);
  const steps = [...compactions.map(({ content }) => content), ...commits].sort((a, b) => a.version - b.version);
  const folded = compactions.at(-1)?.to ?? -1;
  const loaded: Loaded = {
    segment,
    listing,
    opened,
    hint: options.hint,
    before: steps.filter((step) => step.version <= folded),
    after: steps.filter((step) => step.version > folded),
    older: (call) => filesWithout(source, segment, options.without, call),
  };
  const head = headOf(opened, steps);
  return new LogState({
    table: source.location.name,
    version,
    tip: await tipOf(source, loaded, head, options),
    head,
    base: (call) => baseFiles(source, loaded, call),
    commits: loaded.after,
  });
}

async function filesWithout(
  source: LogSource,
  { version, checkpoint }: Segment,
  without: ReadonlySet<string>,
  options?: CallOptions,
): Promise<FileSet | undefined> {
  const passed = new Set([...without, ...(checkpoint ? [checkpoint.parts[0].key] : [])]);
  try {
    const listing = await listLog(source.store, source.location, 0, options);
    const state = await loadState(source, listing, { ...options, version, without: passed });
    return await state?.files(options);
  } catch (error) {
    if (error instanceof LogMoved || PenstockError.is(error, 'PEN_TABLE_CORRUPT')) return undefined;
    if (PenstockError.is(error, 'PEN_TABLE_VERSION')) return undefined;
    throw error;
  }
}

function headOf(opened: OpenedCheckpoint | undefined, steps: readonly Commit[]): LogState['head'] {
  return replayHead(EMPTY_HEAD, opened ? [opened.head, ...steps] : steps);
}

async function tipOf(
  source: LogSource,
  { listing, segment, after }: Loaded,
  { protocol, metadata }: LogState['head'],
  options: CallOptions,
): Promise<Tip> {
  const { version } = segment;
  const commit = listing.commits.get(version);
  const fallback = segment.checkpoint?.parts[0];
  const time = commitTimes(listing.commits).get(version) ?? fallback?.modified.getTime() ?? 0;
  const isTold = after.length > 0 || !protocol || !metadata || !hasInCommitTimestamps(protocol, metadata);
  return {
    etag: commit?.etag ?? '',
    time,
    inCommit: isTold ? undefined : await readInCommitTimestamp(source.store, source.location, version, options),
  };
}
