import type { Experiment } from '@penstock/core/contracts';
import type { Database } from './database/database.ts';
import type { Sql } from './database/sql.ts';
import { checkExperimentName } from './rules/names.ts';

interface ExperimentRow {
  readonly id: number;
  readonly name: string;
  /** JSON object. */
  readonly tags: string;
}

const select = `
  SELECT e.id, e.name,
    (SELECT json_group_object(t.key, t.value) FROM experiment_tags t WHERE t.experiment = e.id) AS tags
  FROM experiments e`;

/** Experiment `0`, `Default`, always exists. */
export class Experiments {
  readonly #database: Database;
  readonly #location: (experimentId: string) => string;

  /** @param location Where an experiment's artifacts lie, for people. */
  constructor(database: Database, location: (experimentId: string) => string) {
    this.#database = database;
    this.#location = location;
  }

  async ensure(name: string): Promise<Experiment> {
    checkExperimentName(name);
    const found = await this.#database.read((sql) => byName(sql, name));
    if (found !== undefined) return this.#experiment(found);
    const made = await this.#database.write((sql) => {
      sql.run('INSERT INTO experiments (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING', name, Date.now());
      return sql.all<ExperimentRow>(`${select} WHERE e.name = ?`, name);
    });
    return this.#experiment(made[0]!);
  }

  /** By id, which is the order of creation. */
  async list(): Promise<readonly Experiment[]> {
    const rows = await this.#database.read((sql) => sql.all<ExperimentRow>(`${select} ORDER BY e.id`));
    return rows.map((row) => this.#experiment(row));
  }

  #experiment(row: ExperimentRow): Experiment {
    const experimentId = String(row.id);
    return {
      experimentId,
      name: row.name,
      artifactLocation: this.#location(experimentId),
      tags: JSON.parse(row.tags),
    };
  }
}

function byName(sql: Sql, name: string): ExperimentRow | undefined {
  return sql.get<ExperimentRow>(`${select} WHERE e.name = ?`, name);
}
