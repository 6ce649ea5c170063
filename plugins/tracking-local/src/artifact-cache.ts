import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { PenstockError, systemError } from '@penstock/core';
import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';

/** Makes folders of objects readable as local folders: the store's own when it keeps files, else complete copies. */
export class ArtifactCache {
  readonly #store: ObjectStore;
  readonly #dir: string;

  constructor(store: ObjectStore, dir: string) {
    this.#store = store;
    this.#dir = dir;
  }

  /** @param objects All objects whose keys start with `prefix`, which ends in `/`; at least one. */
  async folder(prefix: string, objects: readonly ObjectInfo[], options: CallOptions): Promise<string> {
    const files: { path: string; name: string }[] = [];
    for (const { key } of objects) {
      files.push({ path: await this.#store.localFile(key, options), name: key.slice(prefix.length) });
    }
    return commonFolder(files) ?? (await this.#copy(prefix, objects, files));
  }

  /** Named after keys and etags: a changed folder is another copy, and a finished one is never written again. */
  async #copy(prefix: string, objects: readonly ObjectInfo[], files: readonly LocalFile[]): Promise<string> {
    const hash = createHash('sha256').update(prefix);
    for (const { key, etag } of objects) hash.update(`\0${key}\0${etag}`);
    const target = join(this.#dir, hash.digest('hex').slice(0, 32));
    if (await exists(target)) return target;
    const draft = `${target}.${randomUUID()}`;
    try {
      for (const { path, name } of files) {
        const copy = join(draft, ...name.split('/'));
        await mkdir(dirname(copy), { recursive: true });
        await copyFile(path, copy, constants.COPYFILE_FICLONE);
      }
      await rename(draft, target);
    } catch (error) {
      // Another process may have finished the same copy first.
      if (!(await exists(target))) throw copyFailed(target, error);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return target;
  }
}

interface LocalFile {
  readonly path: string;
  readonly name: string;
}

/** The folder in which all files already lie under their names. */
function commonFolder(files: readonly LocalFile[]): string | undefined {
  const folders = files.map(({ path, name }) => {
    const tail = sep + name.split('/').join(sep);
    return path.endsWith(tail) ? path.slice(0, -tail.length) : undefined;
  });
  return folders.every((folder) => folder === folders[0]) ? folders[0] : undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function copyFailed(target: string, cause: unknown): unknown {
  if (PenstockError.is(cause)) return cause;
  const full = systemError(cause, `Artifacts cannot be copied to "${target}"`);
  if (full !== undefined) return full;
  return new PenstockError('PEN_TRACKING_FAILED', `Artifacts cannot be copied to "${target}"`, {
    at: target,
    hint: 'Check that the state folder is writable and has room.',
    cause,
  });
}
