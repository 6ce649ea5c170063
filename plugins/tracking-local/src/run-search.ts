import { throwIfAborted } from '@penstock/core';
import type { Page, SearchRuns, TrackedRun } from '@penstock/core/contracts';
import type { Database } from './database/database.ts';
import { experimentKey } from './experiment-key.ts';
import { type PagePosition, readPageToken, writePageToken } from './page-token.ts';
import { refusal } from './rules/refusal.ts';
import { type RunRow, runColumns, toRuns } from './run-rows.ts';

type FoundRow = RunRow & { readonly rank: number; readonly value: number };

const defaultLimit = 1000;
const largestLimit = 50_000;

/**
 * A page of runs. By a metric: numbers, then NaN, then runs without it, in both directions; newest first among equals.
 * PEN_TRACKING_INVALID on a bad limit or a token of another search.
 */
export async function searchRuns(database: Database, search: SearchRuns): Promise<Page<TrackedRun>> {
  throwIfAborted(search.signal, 'search for runs');
  const limit = search.limit ?? defaultLimit;
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    throw refusal('Limit', String(limit), `must be an integer from 1 to ${largestLimit}`);
  }
  const after = readPageToken(search);
  const { text, values } = statement(search, after);
  return database.read((sql) => {
    const rows = sql.all<FoundRow>(text, ...values, limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      items: toRuns(sql, page),
      ...(last === undefined ? {} : { nextPageToken: writePageToken(search, position(last)) }),
    };
  });
}

function position(row: FoundRow): PagePosition {
  return { rank: row.rank, value: row.value, startTime: row.start_time, id: row.id };
}

/** Values are bound, never written into the text; the text varies only with the shape of the search. */
function statement(search: SearchRuns, after: PagePosition | undefined) {
  const { orderBy } = search;
  const values: (string | number)[] = [];
  const where = ['r.experiment IN (SELECT value FROM json_each(?))'];
  if (orderBy !== undefined) values.push(orderBy.metric);
  values.push(JSON.stringify(search.experimentIds.map(experimentKey)));
  if (search.status !== undefined) {
    where.push('r.status = ?');
    values.push(search.status);
  }
  for (const [key, value] of Object.entries(search.tags ?? {})) {
    where.push('r.id IN (SELECT run FROM run_tags WHERE key = ? AND value = ?)');
    values.push(key, value);
  }
  const order = orderBy === undefined ? byTime : byMetric(orderBy.direction);
  if (after !== undefined) {
    where.push(order.after);
    values.push(...order.afterValues(after));
  }
  const text = `SELECT ${runColumns}, ${order.columns} FROM runs r ${order.join}
    WHERE ${where.join(' AND ')} ORDER BY ${order.by} LIMIT ?`;
  return { text, values };
}

interface Order {
  readonly columns: string;
  readonly join: string;
  readonly by: string;
  readonly after: string;
  afterValues(position: PagePosition): number[];
}

const byTime: Order = {
  columns: '0 AS rank, 0 AS value',
  join: '',
  by: 'r.start_time DESC, r.id DESC',
  after: '(r.start_time, r.id) < (?, ?)',
  afterValues: ({ startTime, id }) => [startTime, id],
};

function byMetric(direction: 'asc' | 'desc'): Order {
  const rank = 'coalesce(m.is_nan, 2)';
  const sign = direction === 'asc' ? '' : '-';
  const value = `${sign}coalesce(m.value, 0)`;
  return {
    columns: `${rank} AS rank, ${value} AS value`,
    join: 'LEFT JOIN latest_metrics m ON m.run = r.id AND m.key = ?',
    by: `${rank}, ${value}, r.start_time DESC, r.id DESC`,
    after: `(${rank}, ${value}, -r.start_time, -r.id) > (?, ?, ?, ?)`,
    afterValues: ({ rank, value, startTime, id }) => [rank, value, -startTime, -id],
  };
}
