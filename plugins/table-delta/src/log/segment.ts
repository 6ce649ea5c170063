import type { ObjectInfo } from '@penstock/core/contracts';
import type { Checkpoint, Listing } from './listing.ts';

/** The files that make up one version. */
export interface Segment {
  readonly version: number;
  readonly checkpoint: Checkpoint | undefined;
  /** Every commit after the checkpoint (from 0 without one) up to the version, ascending. */
  readonly commits: readonly ObjectInfo[];
}

export type SegmentProblem =
  /** No commit and no checkpoint. */
  | { readonly kind: 'empty' }
  /** The log does not reach so far. */
  | { readonly kind: 'beyond'; readonly latest: number }
  /** Cleaned up: no checkpoint at or before the version, and the log does not start at 0. */
  | { readonly kind: 'cleaned'; readonly earliest: number }
  | { readonly kind: 'gap'; readonly missing: number }
  /** Only a v2 checkpoint leads there. */
  | { readonly kind: 'v2-checkpoint'; readonly version: number };

export type SegmentChoice = { readonly segment: Segment } | { readonly problem: SegmentProblem };

/**
 * The newest complete checkpoint at or before the version, then every commit up to it; a gap is a problem, a gap
 * before the checkpoint is none.
 * @param options.version the newest when absent. `options.without`: checkpoints that proved unreadable.
 */
export function selectSegment(
  listing: Listing,
  options: { readonly version?: number; readonly without?: ReadonlySet<number> } = {},
): SegmentChoice {
  const latest = latestVersion(listing);
  if (latest === undefined) return { problem: { kind: 'empty' } };
  const version = options.version ?? latest;
  if (version > latest) return { problem: { kind: 'beyond', latest } };
  const checkpoint = listing.checkpoints.find((item) => item.version <= version && !options.without?.has(item.version));
  const commits: ObjectInfo[] = [];
  for (let next = (checkpoint?.version ?? -1) + 1; next <= version; next++) {
    const commit = listing.commits.get(next);
    if (!commit) return { problem: problemOf(listing, version, next, checkpoint) };
    commits.push(commit);
  }
  return { segment: { version, checkpoint, commits } };
}

export function latestVersion(listing: Listing): number | undefined {
  let latest: number | undefined;
  for (const version of listing.commits.keys()) latest = Math.max(latest ?? 0, version);
  const versions = [listing.checkpoints[0]?.version, ...listing.v2Checkpoints];
  for (const version of versions) if (version !== undefined) latest = Math.max(latest ?? 0, version);
  return latest;
}

function problemOf(
  listing: Listing,
  version: number,
  missing: number,
  checkpoint: Checkpoint | undefined,
): SegmentProblem {
  if (checkpoint) return { kind: 'gap', missing };
  const v2 = listing.v2Checkpoints.filter((item) => item <= version).at(-1);
  if (v2 !== undefined) return { kind: 'v2-checkpoint', version: v2 };
  if (missing > 0) return { kind: 'gap', missing };
  const starts = [...listing.commits.keys()][0];
  const earliest = listing.checkpoints.at(-1)?.version;
  if (earliest !== undefined && version < earliest) return { kind: 'cleaned', earliest };
  return { kind: 'gap', missing: starts === undefined ? 0 : Math.max(0, starts - 1) };
}
