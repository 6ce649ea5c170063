import type { ObjectInfo } from '@penstock/core/contracts';
import type { Checkpoint, Compaction, Listing } from './listing.ts';

/** The files that make up one version. */
export interface Segment {
  readonly version: number;
  readonly checkpoint: Checkpoint | undefined;
  /** Every commit after the checkpoint (from 0 without one) up to the version, ascending. */
  readonly commits: readonly ObjectInfo[];
  /** What stands for some of them, ascending, without overlap. */
  readonly compactions: readonly Compaction[];
}

export type SegmentProblem =
  /** No commit and no checkpoint. */
  | { readonly kind: 'empty' }
  /** The log does not reach so far. */
  | { readonly kind: 'beyond'; readonly latest: number }
  /** Cleaned up: no checkpoint at or before the version, and the log does not start at 0. */
  | { readonly kind: 'cleaned'; readonly earliest: number }
  | { readonly kind: 'gap'; readonly missing: number };

export type SegmentChoice = { readonly segment: Segment } | { readonly problem: SegmentProblem };

/**
 * The newest complete checkpoint at or before the version, then every commit up to it; a gap is a problem, a gap
 * before the checkpoint is none.
 * @param options.version the newest when absent. `options.without`: keys of checkpoints that proved unreadable.
 */
export function selectSegment(
  listing: Listing,
  options: { readonly version?: number; readonly without?: ReadonlySet<string> } = {},
): SegmentChoice {
  const latest = latestVersion(listing);
  if (latest === undefined) return { problem: { kind: 'empty' } };
  const version = options.version ?? latest;
  if (version > latest) return { problem: { kind: 'beyond', latest } };
  const checkpoint = listing.checkpoints.find(
    (item) => item.version <= version && !options.without?.has(item.parts[0].key),
  );
  const first = (checkpoint?.version ?? -1) + 1;
  const commits: ObjectInfo[] = [];
  for (let next = first; next <= version; next++) {
    const commit = listing.commits.get(next);
    if (!commit) return { problem: problemOf(listing, version, next, checkpoint) };
    commits.push(commit);
  }
  return { segment: { version, checkpoint, commits, compactions: selectCompactions(listing, first, version) } };
}

export function latestVersion(listing: Listing): number | undefined {
  let latest = listing.checkpoints[0]?.version;
  for (const version of listing.commits.keys()) latest = Math.max(latest ?? 0, version);
  return latest;
}

/** From the first version on, always the one that reaches furthest. */
function selectCompactions(listing: Listing, first: number, version: number): readonly Compaction[] {
  const furthest = new Map<number, Compaction>();
  for (const item of listing.compactions) {
    const known = furthest.get(item.from);
    if (item.to <= version && (!known || known.to < item.to)) furthest.set(item.from, item);
  }
  const selected: Compaction[] = [];
  for (let next = first; furthest.size > 0 && next <= version; ) {
    const best = furthest.get(next);
    if (best) selected.push(best);
    next = (best?.to ?? next) + 1;
  }
  return selected;
}

function problemOf(
  listing: Listing,
  version: number,
  missing: number,
  checkpoint: Checkpoint | undefined,
): SegmentProblem {
  if (checkpoint || missing > 0) return { kind: 'gap', missing };
  const starts = [...listing.commits.keys()][0];
  const earliest = listing.checkpoints.at(-1)?.version;
  if (earliest !== undefined && version < earliest) return { kind: 'cleaned', earliest };
  return { kind: 'gap', missing: starts === undefined ? 0 : Math.max(0, starts - 1) };
}
