import type { CallOptions, ObjectStore } from '@penstock/core/contracts';
import type { TableLocation } from '../paths/table-location.ts';
import { versionNotFound } from '../table-error.ts';
import type { Commit } from './commit.ts';
import { commitTimes } from './commit-times.ts';
import { readInCommitTimestamp } from './in-commit-timestamp.ts';
import type { Listing } from './listing.ts';
import type { LogState } from './log-state.ts';

/**
 * Newest version whose commit time is not after `timestamp`. As in Spark, times before the first version that can
 * still be read and after the last one are refused with PEN_TABLE_VERSION.
 */
export async function versionAt(
  store: ObjectStore,
  location: TableLocation,
  listing: Listing,
  latest: LogState,
  timestamp: Date,
  options?: CallOptions,
): Promise<number> {
  const wanted = timestamp.getTime();
  const earliest = earliestVersion(listing);
  const versions = [...listing.commits.keys()].filter((version) => version >= earliest);
  const times = new CommitClock(store, location, listing, latest, options);
  const first = versions[0];
  const last = versions.at(-1);
  if (first === undefined || last === undefined || Number.isNaN(wanted)) {
    throw versionNotFound(location.name, 'cannot be read as of that time');
  }
  if (wanted < (await times.of(first))) {
    throw versionNotFound(location.name, `has no version at ${timestamp.toISOString()}: the first is later`);
  }
  if (wanted > (await times.of(last))) {
    throw versionNotFound(location.name, `has no version at ${timestamp.toISOString()}: the newest is earlier`);
  }
  let low = 0;
  let high = versions.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((await times.of(versions[middle] ?? last)) <= wanted) low = middle;
    else high = middle - 1;
  }
  return versions[low] ?? last;
}

/** Commit times: in-commit ones from where the table has them, file times before. */
export class CommitClock {
  readonly #store: ObjectStore;
  readonly #location: TableLocation;
  readonly #times: ReadonlyMap<number, number>;
  readonly #inCommitFrom: number;
  readonly #options: CallOptions | undefined;

  constructor(store: ObjectStore, location: TableLocation, listing: Listing, latest: LogState, options?: CallOptions) {
    this.#store = store;
    this.#location = location;
    this.#times = commitTimes(listing.commits);
    this.#options = options;
    const from = Number(latest.metadata.configuration['delta.inCommitTimestampEnablementVersion'] ?? 0);
    this.#inCommitFrom = latest.inCommitTimestamps ? from : Number.POSITIVE_INFINITY;
  }

  /** Milliseconds. */
  async of(version: number): Promise<number> {
    const inCommit =
      version >= this.#inCommitFrom
        ? await readInCommitTimestamp(this.#store, this.#location, version, this.#options)
        : undefined;
    return inCommit ?? this.#times.get(version) ?? 0;
  }

  /** The same of a commit at hand. */
  ofCommit({ version, info }: Commit): number {
    const inCommit = version >= this.#inCommitFrom ? info?.['inCommitTimestamp'] : undefined;
    return typeof inCommit === 'number' ? inCommit : (this.#times.get(version) ?? 0);
  }
}

/** Oldest version that can still be put together. */
function earliestVersion(listing: Listing): number {
  if (listing.commits.has(0)) return 0;
  return listing.checkpoints.at(-1)?.version ?? Number.POSITIVE_INFINITY;
}
