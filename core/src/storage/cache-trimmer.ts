import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eachAtOnce } from './each-at-once.ts';

/** Share of the limit that is left free after trimming, so that not every new file trims again. */
const ROOM = 0.1;

export interface TrimmerOptions {
  readonly files: string;
  /** A folder on the same volume. */
  readonly drafts: string;
  readonly maxBytes: number;
  readonly keepMs: number;
}

interface Copy {
  readonly path: string;
  readonly size: number;
  readonly used: number;
}

/** Keeps a folder of copies below a size. Others may add and remove there too, so it is looked through again now and then. */
export class CacheTrimmer {
  readonly #options: TrimmerOptions;
  #total: number | undefined;
  /** Bytes added here since the folder was looked through: others will have added about as much. */
  #unseen = 0;
  #running: Promise<void> | undefined;

  constructor(options: TrimmerOptions) {
    this.#options = options;
  }

  /** Tells of a new file. Trimming is best effort and never fails. */
  async added(bytes: number): Promise<void> {
    const { maxBytes } = this.#options;
    this.#unseen += bytes;
    const total = (this.#total ?? Number.POSITIVE_INFINITY) + this.#unseen;
    if (total <= maxBytes && this.#unseen <= maxBytes * ROOM) return;
    this.#running ??= this.#trim()
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined;
      });
    await this.#running;
  }

  async #trim(): Promise<void> {
    const { maxBytes, keepMs } = this.#options;
    this.#unseen = 0;
    const copies = await this.#copies();
    let total = copies.reduce((sum, { size }) => sum + size, 0);
    if (total > maxBytes) {
      const oldest = copies.filter(({ used }) => used < Date.now() - keepMs).sort((a, b) => a.used - b.used);
      for (const copy of oldest) {
        if (total <= maxBytes * (1 - ROOM)) break;
        if (await this.#remove(copy)) total -= copy.size;
      }
    }
    this.#total = total;
  }

  async #copies(): Promise<Copy[]> {
    const names = await readdir(this.#options.files);
    const copies: Copy[] = [];
    await eachAtOnce({ count: names.length, atOnce: 16 }, async (index) => {
      const path = join(this.#options.files, names[index] ?? '');
      const stats = await statOrGone(path);
      if (stats) copies.push({ path, size: stats.size, used: stats.atimeMs });
    });
    return copies;
  }

  /** Moves the copy away first: a process that recorded a use since we looked gets it back, one that comes later makes a new one. */
  async #remove({ path, used }: Copy): Promise<boolean> {
    const aside = join(this.#options.drafts, `old-${randomUUID()}`);
    try {
      await rename(path, aside);
      const stats = await stat(aside);
      if (stats.atimeMs > used) {
        await rename(aside, path);
        return false;
      }
      await rm(aside, { force: true });
      return true;
    } catch {
      return false;
    }
  }
}

async function statOrGone(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}
