import type { ObjectInfo } from '@penstock/core/contracts';

/** Versions listed before the ones needed, so that times made to rise agree between a part and the whole of a log. */
export const TIME_SLACK = 20;

/**
 * Time of each version in milliseconds: the file's, but always later than the version before (PROTOCOL.md has no rule;
 * this is Spark's).
 */
export function commitTimes(commits: ReadonlyMap<number, ObjectInfo>): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  let previous = Number.NEGATIVE_INFINITY;
  for (const [version, { modified }] of commits) {
    previous = Math.max(modified.getTime(), previous + 1);
    times.set(version, previous);
  }
  return times;
}
