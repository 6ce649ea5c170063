import { createHash } from 'node:crypto';
import { PenstockError } from '@penstock/core';
import type { SearchRuns } from '@penstock/core/contracts';

/** Where a page ended: values of the sort columns of its last run, so that runs added or changed elsewhere shift nothing. */
export interface PagePosition {
  /** 0 number, 1 NaN, 2 without the metric. */
  readonly rank: number;
  readonly value: number;
  readonly startTime: number;
  readonly id: number;
}

/** An opaque token; only valid for the same search. */
export function writePageToken(search: SearchRuns, position: PagePosition): string {
  const { rank, value, startTime, id } = position;
  return Buffer.from(JSON.stringify([digest(search), rank, value, startTime, id])).toString('base64url');
}

export function readPageToken(search: SearchRuns): PagePosition | undefined {
  if (search.pageToken === undefined) return undefined;
  const [query, ...numbers] = decode(search.pageToken);
  const [rank, value, startTime, id] = numbers.map(Number);
  if (
    query !== digest(search) ||
    rank === undefined ||
    value === undefined ||
    startTime === undefined ||
    id === undefined ||
    ![rank, value, startTime, id].every(Number.isFinite)
  ) {
    throw new PenstockError('PEN_TRACKING_INVALID', 'The page token does not belong to this search', {
      hint: 'Pass the nextPageToken of the page before, with the same experiments, tags, status and order.',
    });
  }
  return { rank, value, startTime, id };
}

function decode(token: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function digest(search: SearchRuns): string {
  const { experimentIds, tags, status, orderBy } = search;
  const query = [
    experimentIds,
    Object.entries(tags ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    status ?? null,
    orderBy?.metric,
    orderBy?.direction,
  ];
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 12);
}
