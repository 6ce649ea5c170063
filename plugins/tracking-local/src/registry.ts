import type { ModelVersion, RegisteredModel, Tracking } from '@penstock/core/contracts';
import type { Database } from './database/database.ts';
import type { Sql } from './database/sql.ts';
import {
  type ModelRow,
  modelRow,
  requireVersion,
  toModels,
  toVersions,
  type VersionRow,
  versionColumns,
} from './registry-rows.ts';
import { checkArtifactPath } from './rules/artifact-path.ts';
import { checkModelTag } from './rules/entries.ts';
import { checkAlias, checkModelName } from './rules/names.ts';
import { runRow } from './run-rows.ts';

type NewVersion = Parameters<Tracking['createModelVersion']>[0];

/** Registered models, their versions and aliases. */
export class Registry {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A description counts only when this call creates the model. */
  ensureModel(name: string, description?: string): Promise<RegisteredModel> {
    checkModelName(name);
    return this.#database.write((sql) => {
      sql.run(
        'INSERT INTO models (name, description, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        name,
        description ?? null,
        Date.now(),
      );
      return toModels(sql, [modelRow(sql, name)])[0]!;
    });
  }

  /** By name. */
  listModels(): Promise<readonly RegisteredModel[]> {
    return this.#database.read((sql) =>
      toModels(sql, sql.all<ModelRow>('SELECT id, name, description, created_at FROM models ORDER BY name')),
    );
  }

  async createVersion(version: NewVersion): Promise<ModelVersion> {
    const tags = version.tags ?? {};
    checkArtifactPath(version.source);
    for (const [key, value] of Object.entries(tags)) checkModelTag(key, value);
    return this.#database.write((sql) => {
      const model = modelRow(sql, version.name);
      const run = version.runId === undefined ? null : runRow(sql, version.runId).id;
      const next = sql.get<{ version: number }>(
        'UPDATE models SET last_version = last_version + 1 WHERE id = ? RETURNING last_version AS version',
        model.id,
      )!.version;
      sql.run(
        'INSERT INTO model_versions (model, version, run, source, created_at) VALUES (?, ?, ?, ?, ?)',
        model.id,
        next,
        run,
        version.source,
        Date.now(),
      );
      writeTags(sql, model.id, next, tags);
      return versions(sql, 'v.model = ? AND v.version = ?', model.id, next)[0]!;
    });
  }

  async getVersion(name: string, version: string): Promise<ModelVersion | undefined> {
    const found = await this.#database.read((sql) =>
      versions(sql, 'm.name = ? AND CAST(v.version AS TEXT) = ?', name, version),
    );
    return found[0];
  }

  /** Newest first. */
  listVersions(name: string): Promise<readonly ModelVersion[]> {
    return this.#database.read((sql) => versions(sql, 'm.name = ?', name));
  }

  async setVersionTags(name: string, version: string, tags: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, value] of Object.entries(tags)) checkModelTag(key, value);
    await this.#database.write((sql) => {
      const model = modelRow(sql, name);
      writeTags(sql, model.id, requireVersion(sql, model, version), tags);
    });
  }

  async setAlias(name: string, alias: string, version: string): Promise<void> {
    checkAlias(alias);
    await this.#database.write((sql) => {
      const model = modelRow(sql, name);
      sql.run(
        `INSERT INTO model_aliases (model, alias, version) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET version = excluded.version`,
        model.id,
        alias,
        requireVersion(sql, model, version),
      );
    });
  }

  /** Idempotent. */
  async deleteAlias(name: string, alias: string): Promise<void> {
    await this.#database.write((sql) => {
      sql.run('DELETE FROM model_aliases WHERE model = ? AND alias = ?', modelRow(sql, name).id, alias);
    });
  }

  async getVersionByAlias(name: string, alias: string): Promise<ModelVersion | undefined> {
    const aliased = 'v.version = (SELECT a.version FROM model_aliases a WHERE a.model = v.model AND a.alias = ?)';
    const found = await this.#database.read((sql) => versions(sql, `m.name = ? AND ${aliased}`, name, alias));
    return found[0];
  }
}

function versions(sql: Sql, where: string, ...values: (string | number)[]): readonly ModelVersion[] {
  const text = `SELECT ${versionColumns} FROM model_versions v JOIN models m ON m.id = v.model
    LEFT JOIN runs r ON r.id = v.run WHERE ${where} ORDER BY v.version DESC`;
  return toVersions(sql.all<VersionRow>(text, ...values));
}

function writeTags(sql: Sql, model: number, version: number, tags: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(tags)) {
    sql.run(
      `INSERT INTO model_version_tags (model, version, key, value) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
      model,
      version,
      key,
      value,
    );
  }
}
