import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { DuckDBInstance, version } from '@duckdb/node-api';
import { PenstockError } from '@penstock/core';
import { quoted } from '../sql/quote.ts';
import { Gate } from './gate.ts';
import { makeOwnedFolder, removeOrphans } from './owned-folder.ts';
import { Session } from './session.ts';

export interface DatabaseOptions {
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly maxTempSize?: string;
  readonly parallel: number;
  /** Folder for spilled data; made when missing. */
  readonly tempDir: string;
}

/** One DuckDB in memory for all operations, each on a connection of its own. */
export class Database {
  readonly version = version();
  readonly #instance: DuckDBInstance;
  readonly #spill: string;
  readonly #gate: Gate;
  readonly #sessions = new Set<Session>();
  #closing: Promise<void> | undefined;

  private constructor(instance: DuckDBInstance, spill: string, parallel: number) {
    this.#instance = instance;
    this.#spill = spill;
    this.#gate = new Gate(parallel);
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    await mkdir(options.tempDir, { recursive: true });
    await removeOrphans(options.tempDir, 'spill');
    const spill = await makeOwnedFolder(options.tempDir, 'spill');
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(options.threads ?? availableParallelism()),
      memory_limit: options.memoryLimit ?? `${Math.floor(availableMemory() / 2_000_000)}MB`,
      temp_directory: spill,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    });
    const connection = await instance.connect();
    try {
      for (const [name, value] of Object.entries(globalSettings(options)))
        await connection.run(`set global ${name} = ${quoted(value)}`);
    } finally {
      connection.disconnectSync();
    }
    return new Database(instance, spill, options.parallel);
  }

  /** Runs an operation on a connection of its own. */
  async use<T>(signal: AbortSignal | undefined, run: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.session(signal);
    try {
      return await run(session);
    } finally {
      await session.close();
    }
  }

  /** A session that the caller closes. */
  async session(signal: AbortSignal | undefined): Promise<Session> {
    if (this.#closing) throw closed();
    const connection = await this.#instance.connect();
    if (this.#closing) {
      connection.disconnectSync();
      throw closed();
    }
    const session = new Session(connection, this.#gate, signal, () => this.#sessions.delete(session));
    this.#sessions.add(session);
    return session;
  }

  /** Cancels what runs, waits for it, removes what was spilled. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const session of this.#sessions) session.abort(closed());
    await Promise.all([...this.#sessions].map((session) => session.close()));
    this.#instance.closeSync();
    await rm(this.#spill, { recursive: true, force: true });
  }
}

/**
 * Settings that do not work as options of the instance: the time zone is one of an extension, which comes later, and a
 * limit for spilled data is not kept to.
 */
function globalSettings({ maxTempSize }: DatabaseOptions): Readonly<Record<string, string>> {
  return {
    TimeZone: 'UTC',
    parquet_metadata_cache: 'true',
    ...(maxTempSize === undefined ? {} : { max_temp_directory_size: maxTempSize }),
    lock_configuration: 'true',
  };
}

/** What the process may use, be it by a container's limit. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function closed(): PenstockError {
  return new PenstockError('PEN_ABORTED', 'The query engine was closed while a query was running');
}
