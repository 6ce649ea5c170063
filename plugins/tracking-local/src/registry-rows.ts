import type { ModelVersion, RegisteredModel } from '@penstock/core/contracts';
import type { Sql } from './database/sql.ts';
import { absence } from './rules/absence.ts';
import { refusal } from './rules/refusal.ts';

export interface ModelRow {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly created_at: number;
}
export interface VersionRow {
  readonly name: string;
  readonly version: number;
  readonly run_id: string | null;
  readonly source: string;
  readonly created_at: number;
  /** JSON object. */
  readonly tags: string;
  /** JSON array. */
  readonly aliases: string;
}

/** Of `model_versions v` joined with `models m` and `runs r`. */
export const versionColumns = `m.name, v.version, r.run_id, v.source, v.created_at,
  (SELECT json_group_object(t.key, t.value) FROM model_version_tags t
    WHERE t.model = v.model AND t.version = v.version) AS tags,
  (SELECT json_group_array(a.alias ORDER BY a.alias) FROM model_aliases a
    WHERE a.model = v.model AND a.version = v.version) AS aliases`;

/** The row of a model; PEN_NOT_FOUND when there is none. */
export function modelRow(sql: Sql, name: string): ModelRow {
  const row = sql.get<ModelRow>('SELECT id, name, description, created_at FROM models WHERE name = ?', name);
  if (row === undefined) throw absence(`Model "${name}"`, 'Register it with ensureModel first.');
  return row;
}

/** The number of an existing version; PEN_TRACKING_INVALID when it is not one, PEN_NOT_FOUND when it does not exist. */
export function requireVersion(sql: Sql, model: ModelRow, version: string): number {
  if (!/^[1-9]\d{0,14}$/.test(version)) throw refusal('Model version', version, 'must be a number from 1 up');
  const text = 'SELECT version FROM model_versions WHERE model = ? AND version = ?';
  const row = sql.get<{ version: number }>(text, model.id, Number(version));
  if (row === undefined) throw absence(`Version ${version} of model "${model.name}"`, 'List its versions to see them.');
  return row.version;
}

export function toModels(sql: Sql, rows: readonly ModelRow[]): readonly RegisteredModel[] {
  return rows.map((row) => {
    const text = 'SELECT alias, version FROM model_aliases WHERE model = ? ORDER BY alias';
    const aliases = sql.all<{ alias: string; version: number }>(text, row.id);
    return {
      name: row.name,
      ...(row.description === null ? {} : { description: row.description }),
      aliases: Object.fromEntries(aliases.map(({ alias, version }) => [alias, String(version)])),
      createdAt: row.created_at,
    };
  });
}

export function toVersions(rows: readonly VersionRow[]): readonly ModelVersion[] {
  return rows.map((row) => ({
    name: row.name,
    version: String(row.version),
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    source: row.source,
    status: 'READY',
    createdAt: row.created_at,
    tags: JSON.parse(row.tags),
    aliases: JSON.parse(row.aliases),
  }));
}
