import type { RunStatus, TrackedRun } from '@penstock/core/contracts';
import type { Sql } from './database/sql.ts';
import { absence } from './rules/absence.ts';

export interface RunRow {
  readonly id: number;
  readonly run_id: string;
  readonly experiment: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly start_time: number;
  readonly end_time: number | null;
}
interface Entry<V> {
  readonly run: number;
  readonly key: string;
  readonly value: V;
}

export const runColumns = 'r.id, r.run_id, r.experiment, r.name, r.status, r.start_time, r.end_time';

/** The row of a run; PEN_NOT_FOUND when there is none. */
export function runRow(sql: Sql, runId: string): RunRow {
  const row = findRunRow(sql, runId);
  if (row === undefined) throw absence(`Run "${runId}"`, 'Check the id, or create the run first.');
  return row;
}

export function findRunRow(sql: Sql, runId: string): RunRow | undefined {
  return sql.get<RunRow>(`SELECT ${runColumns} FROM runs r WHERE r.run_id = ?`, runId);
}

/** Adds params, tags and latest metrics to rows, in three statements whatever their number. Keeps the order. */
export function toRuns(sql: Sql, rows: readonly RunRow[]): readonly TrackedRun[] {
  const ids = JSON.stringify(rows.map((row) => row.id));
  const within = 'WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, key';
  const params = byRun(sql.all<Entry<string>>(`SELECT run, key, value FROM params ${within}`, ids));
  const tags = byRun(sql.all<Entry<string>>(`SELECT run, key, value FROM run_tags ${within}`, ids));
  const latest = sql.all<Entry<number> & { is_nan: number }>(
    `SELECT run, key, value, is_nan FROM latest_metrics ${within}`,
    ids,
  );
  const metrics = byRun(latest.map((row) => ({ ...row, value: row.is_nan === 1 ? Number.NaN : row.value })));
  return rows.map((row) => ({
    runId: row.run_id,
    experimentId: String(row.experiment),
    runName: row.name,
    status: row.status,
    startTime: row.start_time,
    ...(row.end_time === null ? {} : { endTime: row.end_time }),
    params: Object.fromEntries(params.get(row.id) ?? []),
    tags: Object.fromEntries(tags.get(row.id) ?? []),
    metrics: Object.fromEntries(metrics.get(row.id) ?? []),
  }));
}

function byRun<V>(entries: readonly Entry<V>[]): Map<number, [string, V][]> {
  const groups = new Map<number, [string, V][]>();
  for (const { run, key, value } of entries) {
    const group = groups.get(run);
    if (group === undefined) groups.set(run, [[key, value]]);
    else group.push([key, value]);
  }
  return groups;
}
