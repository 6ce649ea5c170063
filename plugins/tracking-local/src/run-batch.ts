import type { Metric } from '@penstock/core/contracts';
import type { Sql } from './database/sql.ts';
import { checkMetric, checkParam, checkTag } from './rules/entries.ts';
import { checkRunName } from './rules/names.ts';
import { refusal } from './rules/refusal.ts';
import type { RunRow } from './run-rows.ts';

export interface RunBatch {
  readonly metrics?: readonly Metric[];
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** MLflow keeps a run's name and parent as tags too. */
export const nameTag = 'mlflow.runName';
export const parentTag = 'mlflow.parentRunId';

export function checkBatch(batch: RunBatch): void {
  for (const metric of batch.metrics ?? []) checkMetric(metric);
  for (const [key, value] of Object.entries(batch.params ?? {})) checkParam(key, value);
  checkRunTags(batch.tags ?? {});
}

export function checkRunTags(tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) checkTag(key, value);
  const name = tags[nameTag];
  if (name !== undefined) checkRunName(name);
}

/** Writes a checked batch inside a transaction. PEN_TRACKING_INVALID when a param has another value already. */
export function writeBatch(sql: Sql, run: RunRow, batch: RunBatch): void {
  for (const [key, value] of Object.entries(batch.params ?? {})) writeParam(sql, run, key, value);
  writeMetrics(sql, run, batch.metrics ?? []);
  writeRunTags(sql, run.id, batch.tags ?? {});
}

export function writeRunTags(sql: Sql, run: number, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    sql.run(
      'INSERT INTO run_tags (run, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      run,
      key,
      value,
    );
    if (key === nameTag) sql.run('UPDATE runs SET name = ? WHERE id = ?', value, run);
  }
}

function writeParam(sql: Sql, run: RunRow, key: string, value: string): void {
  const insert = 'INSERT INTO params (run, key, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
  if (sql.run(insert, run.id, key, value).changes === 1) return;
  const old = sql.get<{ value: string }>('SELECT value FROM params WHERE run = ? AND key = ?', run.id, key);
  if (old?.value !== value) {
    throw refusal('Parameter', key, `of run "${run.run_id}" has another value already; log the new one to a new run`);
  }
}

function writeMetrics(sql: Sql, run: RunRow, metrics: readonly Metric[]): void {
  const latest = new Map<string, Stored>();
  for (const metric of metrics) {
    const stored = toStored(metric);
    sql.run(
      'INSERT INTO metrics (run, key, step, timestamp, value, is_nan) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      ...bindings(run.id, stored),
    );
    const best = latest.get(stored.key);
    if (best === undefined || isLater(stored, best)) latest.set(stored.key, stored);
  }
  for (const stored of latest.values()) {
    sql.run(
      `INSERT INTO latest_metrics (run, key, step, timestamp, value, is_nan) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET
         step = excluded.step, timestamp = excluded.timestamp, value = excluded.value, is_nan = excluded.is_nan
       WHERE (excluded.step, excluded.timestamp, excluded.value) >
         (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)`,
      ...bindings(run.id, stored),
    );
  }
}

interface Stored extends Metric {
  readonly isNaN: 0 | 1;
}

/** As MLflow stores them: NaN as 0 with a mark, infinities as the largest finite number. */
function toStored(metric: Metric): Stored {
  if (Number.isNaN(metric.value)) return { ...metric, value: 0, isNaN: 1 };
  const value = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, metric.value));
  return { ...metric, value, isNaN: 0 };
}

function isLater(a: Stored, b: Stored): boolean {
  return (
    a.step - b.step > 0 ||
    (a.step === b.step && (a.timestamp > b.timestamp || (a.timestamp === b.timestamp && a.value > b.value)))
  );
}

function bindings(run: number, metric: Stored): [number, string, number, number, number, number] {
  return [run, metric.key, metric.step, metric.timestamp, metric.value, metric.isNaN];
}
