import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { PenstockError } from '../errors/penstock-error.ts';
import { CacheTrimmer } from './cache-trimmer.ts';
import { localError } from './local-error.ts';
import { removeOld } from './remove-old.ts';
import { SharedWork } from './shared-work.ts';

export interface FileCacheOptions {
  readonly folder: string;
  /** Bytes above which the files unused for longest are removed. */
  readonly maxBytes: number;
  /** Milliseconds for which a file stays after it was handed out, even above `maxBytes`. */
  readonly keepMs: number;
}

/** What tells one content from another. */
export interface CachedObject {
  /** Unique among all stores that share the folder. */
  readonly name: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** Writes the bytes of an object to a new file. */
export type Fill = (path: string, signal: AbortSignal) => Promise<void>;

/**
 * Local copies of objects, in a folder that any number of processes may share. A copy is named by a digest of name, etag
 * and size and appears whole, by a rename, so that whoever sees it may use it. Access times are the record of use.
 */
export class FileCache {
  readonly #files: string;
  readonly #drafts: string;
  readonly #scratch: string;
  readonly #fills = new SharedWork<string>();
  readonly #trimmer: CacheTrimmer;

  private constructor({ folder, ...limits }: FileCacheOptions) {
    this.#files = join(folder, 'files');
    this.#drafts = join(folder, 'drafts');
    this.#scratch = join(folder, 'scratch');
    this.#trimmer = new CacheTrimmer({ files: this.#files, drafts: this.#drafts, ...limits });
  }

  /** Makes the folder and removes what crashed processes left there more than a day ago. */
  static async open(options: FileCacheOptions): Promise<FileCache> {
    const cache = new FileCache(options);
    try {
      await cache.#makeFolders();
      await removeOld(cache.#drafts);
      await removeOld(cache.#scratch);
    } catch (error) {
      throw localError(error, 'folder of local copies', options.folder);
    }
    return cache;
  }

  /** A folder on the volume of the cache, from which {@link adopt} moves without copying. */
  async scratchDir(): Promise<string> {
    await this.#makeFolders().catch((error: unknown) => {
      throw localError(error, 'scratch folder', this.#scratch);
    });
    return this.#scratch;
  }

  /** Path of a copy. Callers that want the same copy share one `fill`, which goes on until the last of them gives up. */
  async file(object: CachedObject, fill: Fill, signal?: AbortSignal): Promise<string> {
    const path = this.#pathOf(object);
    if (await isUsable(path, object.size)) return path;
    const work = (stop: AbortSignal) => this.#make(path, object, (draft) => fill(draft, stop));
    return this.#fills.join(path, work, { what: `copy of "${object.name}"`, signal });
  }

  /** Takes a local file, whose bytes are the object's, as its copy. The file is gone afterwards; failing to keep it is no error. */
  async adopt(object: CachedObject, path: string): Promise<void> {
    try {
      const stats = await lstat(path);
      // A link, or a file with a second name, could change under us.
      if (!stats.isFile() || stats.nlink !== 1 || stats.size !== object.size) return;
      const now = new Date();
      await utimes(path, now, now);
      await rename(path, this.#pathOf(object));
      await this.#trimmer.added(object.size);
    } catch {
      // On another volume, for one: the next reader fetches it.
    } finally {
      await rm(path, { force: true });
    }
  }

  async #make(path: string, object: CachedObject, fill: (draft: string) => Promise<void>): Promise<string> {
    const draft = join(this.#drafts, `copy-${randomUUID()}`);
    try {
      // People clear caches while others use them.
      await this.#makeFolders();
      await fill(draft);
      const { size } = await stat(draft);
      if (size !== object.size)
        throw new PenstockError(
          'PEN_STORAGE_FAILED',
          `The copy of "${object.name}" has ${size} bytes, not ${object.size}`,
          { at: object.name },
        );
      await publish(draft, path, size);
    } catch (error) {
      throw localError(error, `copy of "${object.name}"`, path);
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
    }
    await this.#trimmer.added(object.size);
    return path;
  }

  async #makeFolders(): Promise<void> {
    for (const folder of [this.#files, this.#drafts, this.#scratch]) await mkdir(folder, { recursive: true });
  }

  #pathOf({ name, etag, size }: CachedObject): string {
    const digest = createHash('sha256')
      .update(JSON.stringify([name, etag, size]))
      .digest('hex')
      .slice(0, 40);
    // Readers go by endings such as `.csv.gz`.
    return join(this.#files, digest + (/(\.[A-Za-z0-9]{1,12}){1,2}$/.exec(name)?.[0] ?? ''));
  }
}

/** Whether the copy is there and whole. Its use is recorded first: a copy just used is not removed. */
async function isUsable(path: string, size: number): Promise<boolean> {
  try {
    const { mtime } = await stat(path);
    await utimes(path, new Date(), mtime);
    const stats = await stat(path);
    return stats.isFile() && stats.size === size;
  } catch {
    return false;
  }
}

async function publish(draft: string, path: string, size: number): Promise<void> {
  try {
    await rename(draft, path);
  } catch (error) {
    // Windows refuses while another process reads the same copy, which is as good.
    if (!(await isUsable(path, size))) throw error;
  }
}
