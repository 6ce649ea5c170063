import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PenstockError, systemError } from '@penstock/core';
import type { ArtifactInfo, CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import { ArtifactCache } from './artifact-cache.ts';
import type { Database } from './database/database.ts';
import { localFiles } from './local-files.ts';
import { absence } from './rules/absence.ts';
import { checkArtifactPath } from './rules/artifact-path.ts';
import { runRow } from './run-rows.ts';

export interface ArtifactOptions {
  readonly store: ObjectStore;
  readonly prefix: string;
  readonly cacheDir: string;
}

/** Files of runs, as objects under `<prefix>/<experiment>/<run>/artifacts/`. */
export class Artifacts {
  readonly #database: Database;
  readonly #store: ObjectStore;
  readonly #prefix: string;
  readonly #cache: ArtifactCache;

  constructor(database: Database, { store, prefix, cacheDir }: ArtifactOptions) {
    this.#database = database;
    this.#store = store;
    this.#prefix = prefix;
    this.#cache = new ArtifactCache(store, cacheDir);
  }

  /** Where the artifacts of an experiment lie, for people. */
  location(experimentId: string): string {
    return this.#store.uri(`${this.#prefix}/${experimentId}`);
  }

  async log(runId: string, localPath: string, artifactPath: string, options: CallOptions = {}): Promise<void> {
    if (artifactPath !== '') checkArtifactPath(artifactPath);
    const root = await this.#root(runId);
    const { isFolder, files } = await localFiles(localPath);
    for (const { path, name } of files) {
      const artifact = join(artifactPath, isFolder ? name : basename(localPath)).replaceAll('\\', '/');
      checkArtifactPath(artifact);
      await this.#upload(root + artifact, path, options);
    }
  }

  /** Direct children of a folder, by path; of a file or of nothing, none. */
  async list(runId: string, path = ''): Promise<readonly ArtifactInfo[]> {
    if (path !== '') checkArtifactPath(path);
    const root = await this.#root(runId);
    const folder = path === '' ? '' : `${path}/`;
    const children = new Map<string, ArtifactInfo>();
    for await (const { key, size } of this.#store.list(root + folder)) {
      const rest = key.slice(root.length + folder.length);
      const slash = rest.indexOf('/');
      const child = folder + (slash === -1 ? rest : rest.slice(0, slash));
      children.set(child, slash === -1 ? { path: child, isDir: false, size } : { path: child, isDir: true });
    }
    return [...children.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async localPath(runId: string, path: string, options: CallOptions = {}): Promise<string> {
    if (path !== '') checkArtifactPath(path);
    const root = await this.#root(runId);
    if (path !== '' && (await this.#store.head(root + path, options)) !== undefined) {
      return this.#store.localFile(root + path, options);
    }
    const folder = path === '' ? root : `${root}${path}/`;
    const objects: ObjectInfo[] = [];
    for await (const object of this.#store.list(folder, options)) objects.push(object);
    if (objects.length === 0) throw absence(`Artifact "${path}" of run "${runId}"`, 'List the artifacts to see them.');
    return this.#cache.folder(folder, objects, options);
  }

  async #root(runId: string): Promise<string> {
    const { experiment } = await this.#database.read((sql) => runRow(sql, runId));
    return `${this.#prefix}/${experiment}/${runId}/artifacts/`;
  }

  /** `putFile` takes the file it is given, so it gets a copy (a cheap one where the file system shares blocks). */
  async #upload(key: string, path: string, options: CallOptions): Promise<void> {
    const copy = join(await this.#store.scratchDir(), `artifact-${randomUUID()}`);
    try {
      await copyFile(path, copy, constants.COPYFILE_FICLONE);
      await this.#store.putFile(key, copy, options);
    } catch (error) {
      if (PenstockError.is(error)) throw error;
      const full = systemError(error, `"${path}" cannot be stored as an artifact`);
      if (full !== undefined) throw full;
      throw new PenstockError('PEN_TRACKING_FAILED', `"${path}" cannot be stored as an artifact`, {
        at: path,
        hint: 'Check that the file can be read and that the scratch folder of the object store has room.',
        cause: error,
      });
    } finally {
      await rm(copy, { force: true });
    }
  }
}
