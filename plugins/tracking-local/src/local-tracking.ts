import type { CallOptions, SearchRuns, Tracking } from '@penstock/core/contracts';
import { type ArtifactOptions, Artifacts } from './artifacts.ts';
import type { Database } from './database/database.ts';
import { Experiments } from './experiments.ts';
import { Registry } from './registry.ts';
import type { RunBatch } from './run-batch.ts';
import { searchRuns } from './run-search.ts';
import { Runs } from './runs.ts';

/** The tracking contract, each part of it in a class of its own. */
export class LocalTracking implements Tracking {
  readonly #database: Database;
  readonly #artifacts: Artifacts;
  readonly #experiments: Experiments;
  readonly #runs: Runs;
  readonly #registry: Registry;

  constructor(database: Database, artifacts: ArtifactOptions) {
    this.#database = database;
    this.#artifacts = new Artifacts(database, artifacts);
    this.#experiments = new Experiments(database, (experimentId) => this.#artifacts.location(experimentId));
    this.#runs = new Runs(database);
    this.#registry = new Registry(database);
  }

  async ensureExperiment(name: string) {
    return this.#experiments.ensure(name);
  }

  async listExperiments() {
    return this.#experiments.list();
  }

  async createRun(run: Parameters<Tracking['createRun']>[0]) {
    return this.#runs.create(run);
  }

  async updateRun(runId: string, change: Parameters<Tracking['updateRun']>[1]) {
    return this.#runs.update(runId, change);
  }

  async logBatch(runId: string, batch: RunBatch) {
    return this.#runs.logBatch(runId, batch);
  }

  async getRun(runId: string) {
    return this.#runs.get(runId);
  }

  async searchRuns(search: SearchRuns) {
    return searchRuns(this.#database, search);
  }

  async metricHistory(runId: string, key: string) {
    return this.#runs.metricHistory(runId, key);
  }

  async logArtifacts(runId: string, localPath: string, artifactPath: string, options?: CallOptions) {
    return this.#artifacts.log(runId, localPath, artifactPath, options);
  }

  async listArtifacts(runId: string, path?: string) {
    return this.#artifacts.list(runId, path);
  }

  async artifactPath(runId: string, path: string, options?: CallOptions) {
    return this.#artifacts.localPath(runId, path, options);
  }

  async ensureModel(name: string, description?: string) {
    return this.#registry.ensureModel(name, description);
  }

  async listModels() {
    return this.#registry.listModels();
  }

  async createModelVersion(version: Parameters<Tracking['createModelVersion']>[0]) {
    return this.#registry.createVersion(version);
  }

  async getModelVersion(name: string, version: string) {
    return this.#registry.getVersion(name, version);
  }

  async listModelVersions(name: string) {
    return this.#registry.listVersions(name);
  }

  async setModelVersionTags(name: string, version: string, tags: Readonly<Record<string, string>>) {
    return this.#registry.setVersionTags(name, version, tags);
  }

  async setAlias(name: string, alias: string, version: string) {
    return this.#registry.setAlias(name, alias, version);
  }

  async deleteAlias(name: string, alias: string) {
    return this.#registry.deleteAlias(name, alias);
  }

  async getModelVersionByAlias(name: string, alias: string) {
    return this.#registry.getVersionByAlias(name, alias);
  }
}
