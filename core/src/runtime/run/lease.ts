import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ObjectStore } from '../../contracts/object-store.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import { readJson, sequenceKey, writeJson } from './json-objects.ts';

interface LeaseRecord {
  readonly runId: string;
  readonly host: string;
  readonly pid: number;
  /** Start of the process in clock ticks, so that a reused pid is not taken for the holder. */
  readonly started: string;
  readonly expiresAt: number;
  readonly released?: boolean;
}

const lifetimeMs = 30_000;
const renewMs = 5_000;

/**
 * One holder per pipeline. Each holder owns an epoch: an object made by put-if-absent, so that of several takers exactly
 * one wins. A holder is gone when it released, when its process on this host is dead, or when its lease ran out.
 */
export class Lease implements AsyncDisposable {
  readonly #store: ObjectStore;
  readonly #prefix: string;
  readonly #epoch: number;
  readonly #runId: string;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #renewal: Promise<void> = Promise.resolve();

  private constructor(store: ObjectStore, prefix: string, epoch: number, runId: string) {
    this.#store = store;
    this.#prefix = prefix;
    this.#epoch = epoch;
    this.#runId = runId;
    this.#timer = setInterval(() => {
      this.#renewal = this.#renew();
    }, renewMs);
    this.#timer.unref();
  }

  /** @throws PEN_PIPELINE_BUSY naming the run that holds the pipeline. */
  static async acquire(store: ObjectStore, pipeline: string, runId: string): Promise<Lease> {
    const prefix = `_penstock/leases/${pipeline}`;
    const epoch = await newestEpoch(store, prefix);
    const holder = epoch > 0 ? await readJson<LeaseRecord>(store, sequenceKey(prefix, epoch)) : undefined;
    if (holder !== undefined && isHeld(holder)) throw busy(pipeline, holder);
    const won = await writeJson(store, sequenceKey(prefix, epoch + 1), record(runId), { ifAbsent: true });
    if (!won) throw busy(pipeline, await readJson<LeaseRecord>(store, sequenceKey(prefix, epoch + 1)));
    // The epoch read above may have been passed and removed since: then a newer one stands.
    if ((await newestEpoch(store, prefix)) !== epoch + 1) {
      await store.delete(sequenceKey(prefix, epoch + 1));
      throw busy(pipeline, undefined);
    }
    if (epoch > 0) await store.delete(sequenceKey(prefix, epoch));
    return new Lease(store, prefix, epoch + 1, runId);
  }

  /** The run that holds the pipeline now, if any. */
  static async holder(store: ObjectStore, pipeline: string): Promise<string | undefined> {
    const prefix = `_penstock/leases/${pipeline}`;
    const epoch = await newestEpoch(store, prefix);
    const holder = epoch > 0 ? await readJson<LeaseRecord>(store, sequenceKey(prefix, epoch)) : undefined;
    return holder !== undefined && isHeld(holder) ? holder.runId : undefined;
  }

  /** Aborted when somebody else took the pipeline over. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewal;
    if (this.#lost.signal.aborted) return;
    const key = sequenceKey(this.#prefix, this.#epoch);
    await writeJson(this.#store, key, { ...record(this.#runId), released: true })
      // On a full disk there is still room for a deletion. Failing that too, the lease ends with this process or its time.
      .catch(() => this.#store.delete(key))
      .catch(() => undefined);
  }

  async #renew(): Promise<void> {
    try {
      if ((await newestEpoch(this.#store, this.#prefix)) === this.#epoch) {
        await writeJson(this.#store, sequenceKey(this.#prefix, this.#epoch), record(this.#runId));
      } else {
        this.#lost.abort(new PenstockError('PEN_RUN_LOST', `Run ${this.#runId} was taken over by another process`));
      }
    } catch {
      // The storage may be back at the next renewal; until the lease runs out nobody takes over.
    }
  }
}

async function newestEpoch(store: ObjectStore, prefix: string): Promise<number> {
  let newest = 0;
  for await (const { key } of store.list(`${prefix}/`))
    newest = Math.max(newest, Number(key.slice(prefix.length + 1, -'.json'.length)) || 0);
  return newest;
}

function record(runId: string): LeaseRecord {
  return {
    runId,
    host: hostname(),
    pid: process.pid,
    started: startOf(process.pid) ?? '',
    expiresAt: Date.now() + lifetimeMs,
  };
}

function isHeld(holder: LeaseRecord): boolean {
  if (holder.released) return false;
  if (holder.host !== hostname()) return holder.expiresAt > Date.now();
  if (!isAlive(holder.pid)) return false;
  const started = startOf(holder.pid);
  return started === undefined || started === holder.started;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : fields[19];
  } catch {
    return undefined;
  }
}

function busy(pipeline: string, holder: LeaseRecord | undefined): PenstockError {
  const who =
    holder === undefined ? 'another process' : `run ${holder.runId} (process ${holder.pid} on ${holder.host})`;
  return new PenstockError('PEN_PIPELINE_BUSY', `Pipeline "${pipeline}" is being run by ${who}`, { at: pipeline });
}
