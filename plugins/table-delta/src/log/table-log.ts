import type { CallOptions, ObjectInfo, ObjectStore } from '@penstock/core/contracts';
import type { TableLocation } from '../paths/table-location.ts';
import { Commit } from './commit.ts';
import { TIME_SLACK } from './commit-times.ts';
import { fetchCommits, LogMoved } from './fetch-commits.ts';
import { type CheckpointHint, readHint } from './last-checkpoint.ts';
import { type Listing, listLog } from './listing.ts';
import { loadState } from './load-state.ts';
import type { LogSource } from './log-source.ts';
import { LogState, type Tip } from './log-state.ts';
import { EMPTY_FILES, EMPTY_HEAD, replayHead } from './replay.ts';
import { latestVersion, selectSegment } from './segment.ts';
import { problemError } from './segment-error.ts';

/** Old versions kept beside the newest. */
const KEPT = 8;
/** Commits held in memory from which on a new checkpoint is worth starting over from. */
const LONG = 500;
/** Listings that may disagree with the store (a cleanup, a drop, a commit while listing) before it counts as damage. */
const ATTEMPTS = 4;

/**
 * The log of one table, with its newest version in memory. A look for news costs one listing from that version on;
 * that the version's own file comes back unchanged proves that the table was not dropped and made anew.
 */
export class TableLog {
  readonly location: TableLocation;
  readonly #source: LogSource;
  #latest: LogState | undefined;
  readonly #old = new Map<number, LogState>();
  #turn: Promise<unknown> = Promise.resolve();

  /** @param warn is told what is odd about the log and no error */
  constructor(store: ObjectStore, location: TableLocation, warn: (message: string) => void = () => {}) {
    this.#source = { store, location, warn };
    this.location = location;
  }

  /** The newest version; `undefined` when there is no such table. */
  async latest(options?: CallOptions): Promise<LogState | undefined> {
    return this.#retry(async () => {
      const known = this.#latest;
      const advanced = known && (await this.#advance(known, options));
      if (advanced) {
        this.#remember(advanced);
        return advanced;
      }
      const { listing, hint } = await this.#listFromHint(options);
      const loaded = await loadState(this.#source, listing, { ...options, hint });
      this.forget();
      this.#latest = loaded;
      return loaded;
    });
  }

  /** An old version; the newest is found from the cache, too. PEN_TABLE_VERSION when it is not in the history. */
  async at(version: number, options?: CallOptions): Promise<LogState | undefined> {
    const latest = await this.latest(options);
    if (!latest || latest.version === version) return latest;
    const known = this.#old.get(version);
    if (known) return known;
    const state = await this.#retry(async () =>
      loadState(this.#source, await this.listAll(options), { ...options, version }),
    );
    if (state) this.#keep(state);
    return state;
  }

  /** Version of the newest commit without reading it. */
  async latestVersion(options?: CallOptions): Promise<number | undefined> {
    const known = this.#latest;
    const listing = known ? await this.#list(known.version, options) : (await this.#listFromHint(options)).listing;
    const version = latestVersion(listing);
    if (known && listing.commits.get(known.version)?.etag === known.tip.etag) return version;
    return known ? latestVersion(await this.listAll(options)) : version;
  }

  listAll(options?: CallOptions): Promise<Listing> {
    return this.#list(0, options);
  }

  /** The commits of a range, both ends included. PEN_TABLE_VERSION or PEN_TABLE_CORRUPT when one is gone. */
  async commits(from: number, to: number, options?: CallOptions): Promise<readonly Commit[]> {
    const held = this.#latest?.commits ?? [];
    if (held.some((commit) => commit.version === from) && held.some((commit) => commit.version === to)) {
      return held.filter((commit) => commit.version >= from && commit.version <= to);
    }
    return this.#retry(async () => {
      const listing = await this.#list(from, options);
      const objects: ObjectInfo[] = [];
      for (let version = from; version <= to; version++) {
        const object = listing.commits.get(version);
        if (!object) throw await this.#missing(version, options);
        objects.push(object);
      }
      return fetchCommits(this.#source, objects, options);
    });
  }

  /** Takes note of a commit that this process has just made on top of `before`. */
  landed(before: LogState | undefined, version: number, bytes: Uint8Array, object: ObjectInfo): LogState {
    const commit = Commit.parse(version, bytes, object.key);
    const tip = { etag: object.etag, time: Math.max(object.modified.getTime(), (before?.tip.time ?? -1) + 1) };
    const state = before ? before.next([commit], tip) : firstState(this.location.name, commit, tip);
    if (!before) this.forget();
    if ((this.#latest?.version ?? -1) < version) this.#remember(state);
    return state;
  }

  /** Runs the commits of this process one after another: racing each other would only cost tries. */
  inTurn<T>(commit: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(commit);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  forget(): void {
    this.#latest = undefined;
    this.#old.clear();
  }

  async #advance(known: LogState, options?: CallOptions): Promise<LogState | undefined> {
    const listing = await this.#list(known.version, options);
    if (listing.commits.get(known.version)?.etag !== known.tip.etag) return undefined;
    const news: ObjectInfo[] = [];
    for (let version = known.version + 1; ; version++) {
      const object = listing.commits.get(version);
      if (!object) break;
      news.push(object);
    }
    if ((latestVersion(listing) ?? 0) > known.version + news.length) return undefined;
    if (news.length === 0) return known;
    if (known.commits.length > LONG && listing.checkpoints.length > 0) return undefined;
    let { time } = known.tip;
    for (const { modified } of news) time = Math.max(modified.getTime(), time + 1);
    const etag = news.at(-1)?.etag ?? '';
    return known.next(await fetchCommits(this.#source, news, options), { etag, time });
  }

  /** From the checkpoint that `_last_checkpoint` names, if one is there; else everything. */
  async #listFromHint(
    options?: CallOptions,
  ): Promise<{ readonly listing: Listing; readonly hint?: CheckpointHint | undefined }> {
    const hint = await readHint(this.#source.store, this.location, options);
    if (hint) {
      const listing = await this.#list(Math.max(0, hint.version - TIME_SLACK), options);
      if ('segment' in selectSegment(listing) && listing.checkpoints.some(({ version }) => version >= hint.version))
        return { listing, hint };
    }
    return { listing: await this.listAll(options), hint };
  }

  #list(from: number, options?: CallOptions): Promise<Listing> {
    return listLog(this.#source.store, this.location, from, options);
  }

  async #missing(version: number, options?: CallOptions): Promise<Error> {
    const choice = selectSegment(await this.listAll(options), { version });
    if ('problem' in choice) return problemError(this.location, version, choice.problem);
    const first = [...(await this.listAll(options)).commits.keys()][0] ?? version;
    return problemError(this.location, version, { kind: 'cleaned', earliest: first });
  }

  async #retry<T>(load: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await load();
      } catch (error) {
        if (!(error instanceof LogMoved)) throw error;
        this.forget();
        if (attempt === ATTEMPTS) throw error.damage;
      }
    }
  }

  #remember(state: LogState): void {
    if (this.#latest && this.#latest.version < state.version) this.#keep(this.#latest);
    this.#latest = state;
  }

  #keep(state: LogState): void {
    this.#old.delete(state.version);
    this.#old.set(state.version, state);
    const oldest = this.#old.keys().next();
    if (this.#old.size > KEPT && !oldest.done) this.#old.delete(oldest.value);
  }
}

function firstState(table: string, commit: Commit, tip: Tip): LogState {
  const head = replayHead(EMPTY_HEAD, [commit]);
  return new LogState({ table, version: commit.version, tip, head, base: async () => EMPTY_FILES, commits: [commit] });
}
