import type { CallOptions, ObjectStore, VersionInfo } from '@penstock/core/contracts';
import { stringifyJson } from './json/lossless-json.ts';
import type { CommitInfo } from './log/actions.ts';
import { readCommitInfo } from './log/commit.ts';
import { commitTimes } from './log/commit-times.ts';
import type { Listing } from './log/listing.ts';
import { isRecord } from './log/read-actions.ts';
import { latestVersion } from './log/segment.ts';
import { mapConcurrent } from './map-concurrent.ts';
import type { TableLocation } from './paths/table-location.ts';
import { tableNotFound } from './table-error.ts';

const PARALLEL = 16;

/** What the commits say about themselves, newest first. Works for tables that cannot be read otherwise. */
export async function tableHistory(
  store: ObjectStore,
  location: TableLocation,
  listing: Listing,
  options: CallOptions & { readonly limit?: number } = {},
): Promise<readonly VersionInfo[]> {
  if (latestVersion(listing) === undefined) throw tableNotFound(location.name);
  const times = commitTimes(listing.commits);
  const versions = [...listing.commits.keys()].reverse().slice(0, options.limit);
  return mapConcurrent(versions, PARALLEL, async (version) => {
    const key = location.commitKey(version);
    const bytes = await store.get(key, { signal: options.signal });
    const info = (bytes && readCommitInfo(bytes, key)) ?? {};
    return versionInfo(version, info, times.get(version) ?? 0);
  });
}

function versionInfo(version: number, info: CommitInfo, fileTime: number): VersionInfo {
  const inCommit = info['inCommitTimestamp'];
  const userMetadata = info['userMetadata'];
  return {
    version,
    timestamp: new Date(typeof inCommit === 'number' ? inCommit : fileTime),
    operation: typeof info['operation'] === 'string' ? info['operation'] : 'UNKNOWN',
    parameters: texts(info['operationParameters']),
    metrics: texts(info['operationMetrics']),
    ...(typeof userMetadata === 'string' ? { userMetadata } : {}),
  };
}

/** Other writers put numbers, booleans and lists there: they are given as JSON. */
function texts(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, typeof item === 'string' ? item : stringifyJson(item)]),
  );
}
