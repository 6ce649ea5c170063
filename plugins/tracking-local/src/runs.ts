import { randomUUID } from 'node:crypto';
import type { Metric, RunStatus, TrackedRun, Tracking } from '@penstock/core/contracts';
import type { Database } from './database/database.ts';
import type { Sql } from './database/sql.ts';
import { experimentKey } from './experiment-key.ts';
import { absence } from './rules/absence.ts';
import { checkTime } from './rules/entries.ts';
import { checkRunName } from './rules/names.ts';
import { refusal } from './rules/refusal.ts';
import { checkBatch, checkRunTags, nameTag, parentTag, type RunBatch, writeBatch, writeRunTags } from './run-batch.ts';
import { runName } from './run-name.ts';
import { findRunRow, runRow, toRuns } from './run-rows.ts';

type NewRun = Parameters<Tracking['createRun']>[0];
type RunChange = Parameters<Tracking['updateRun']>[1];

/** Whether a run of that status has come to its end. */
const ended: Readonly<Record<RunStatus, boolean>> = {
  RUNNING: false,
  SCHEDULED: false,
  FINISHED: true,
  FAILED: true,
  KILLED: true,
};

/** Runs and what is logged to them. */
export class Runs {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  create(run: NewRun): Promise<TrackedRun> {
    const tags = runTags(run);
    const startTime = run.startTime ?? Date.now();
    checkTime('Run', tags[nameTag], startTime);
    const runId = randomUUID().replaceAll('-', '');
    return this.#database.write((sql) => {
      const { experimentId } = run;
      const key = experimentKey(experimentId) ?? null;
      const found = sql.get<{ id: number }>('SELECT id FROM experiments WHERE id = ?', key);
      if (found === undefined) throw absence(`Experiment "${experimentId}"`, 'Create it with ensureExperiment.');
      const { id } = sql.run(
        "INSERT INTO runs (run_id, experiment, name, status, start_time) VALUES (?, ?, ?, 'RUNNING', ?)",
        runId,
        found.id,
        tags[nameTag]!,
        startTime,
      );
      writeRunTags(sql, id, tags);
      return readRun(sql, runId);
    });
  }

  update(runId: string, change: RunChange): Promise<TrackedRun> {
    const { status, runName } = change;
    if (status !== undefined && ended[status] === undefined)
      throw refusal('Run status', status, 'is not one of MLflow');
    if (change.endTime !== undefined) checkTime('Run', runId, change.endTime);
    if (runName !== undefined) checkRunName(runName);
    const endTime = change.endTime ?? (status !== undefined && ended[status] ? Date.now() : undefined);
    return this.#database.write((sql) => {
      const { id } = runRow(sql, runId);
      if (status !== undefined) sql.run('UPDATE runs SET status = ? WHERE id = ?', status, id);
      if (status !== undefined && !ended[status]) sql.run('UPDATE runs SET end_time = NULL WHERE id = ?', id);
      if (endTime !== undefined) sql.run('UPDATE runs SET end_time = ? WHERE id = ?', endTime, id);
      if (runName !== undefined) writeRunTags(sql, id, { [nameTag]: runName });
      return readRun(sql, runId);
    });
  }

  /** All of the batch is logged, or nothing. */
  async logBatch(runId: string, batch: RunBatch): Promise<void> {
    checkBatch(batch);
    await this.#database.write((sql) => writeBatch(sql, runRow(sql, runId), batch));
  }

  get(runId: string): Promise<TrackedRun | undefined> {
    return this.#database.read((sql) => {
      const row = findRunRow(sql, runId);
      return row === undefined ? undefined : toRuns(sql, [row])[0];
    });
  }

  async metricHistory(runId: string, key: string): Promise<readonly Metric[]> {
    type Row = Omit<Metric, 'key'> & { is_nan: number };
    const rows = await this.#database.read((sql) =>
      sql.all<Row>(
        `SELECT step, timestamp, value, is_nan FROM metrics
         WHERE run = (SELECT id FROM runs WHERE run_id = ?) AND key = ? ORDER BY step, timestamp, value, is_nan`,
        runId,
        key,
      ),
    );
    return rows.map(({ is_nan, step, timestamp, value }) => ({
      key,
      value: is_nan === 1 ? Number.NaN : value,
      timestamp,
      step,
    }));
  }
}

/** The checked tags of a new run, with its name and parent among them. */
function runTags(run: NewRun): Record<string, string> {
  const given = run.tags?.[nameTag];
  if (run.runName !== undefined && given !== undefined && given !== run.runName) {
    throw refusal('Run name', run.runName, `differs from the tag ${nameTag}; give one of them`);
  }
  const tags = { ...run.tags, [nameTag]: run.runName ?? given ?? runName() };
  const all = run.parentRunId === undefined ? tags : { ...tags, [parentTag]: run.parentRunId };
  checkRunTags(all);
  return all;
}

function readRun(sql: Sql, runId: string): TrackedRun {
  const [run] = toRuns(sql, [runRow(sql, runId)]);
  if (run === undefined) throw absence(`Run "${runId}"`, 'Check the id, or create the run first.');
  return run;
}
