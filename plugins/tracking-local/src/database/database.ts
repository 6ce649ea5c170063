import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { TrackingOptions } from '../options.ts';
import { databaseError, isBusy } from './database-error.ts';
import { loadSqlite } from './load-sqlite.ts';
import { migrate } from './migrate.ts';
import { Sql } from './sql.ts';

/** How long one attempt may block this process; further attempts are made asynchronously. */
const blockMs = 20;

/**
 * One connection to the database file, which several processes may have open. Transactions are synchronous functions,
 * so that those of one process never interleave; while another process writes, attempts are repeated between other work.
 */
export class Database {
  readonly file: string;
  readonly #db: DatabaseSync;
  readonly #sql: Sql;
  readonly #busyTimeoutMs: number;

  private constructor(file: string, db: DatabaseSync, busyTimeoutMs: number) {
    this.file = file;
    this.#db = db;
    this.#sql = new Sql(db);
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /** Opens or creates the file and brings its schema up to date. PEN_TRACKING_FAILED. */
  static async open(file: string, options: Pick<TrackingOptions, 'durability' | 'busyTimeoutMs'>): Promise<Database> {
    try {
      await mkdir(dirname(file), { recursive: true });
      const { DatabaseSync } = loadSqlite();
      const db = new DatabaseSync(file, { timeout: blockMs });
      const database = new Database(file, db, options.busyTimeoutMs);
      try {
        await database.#prepare(options.durability);
      } catch (error) {
        db.close();
        throw error;
      }
      return database;
    } catch (error) {
      // SQLite only says that it cannot open the file; whether it may not is for the system to say.
      await access(dirname(file), constants.W_OK).catch((cause: unknown) => {
        throw databaseError(cause, file);
      });
      throw databaseError(error, file);
    }
  }

  /** Runs `work` on one consistent snapshot. */
  read<T>(work: (sql: Sql) => T): Promise<T> {
    return this.#transaction('BEGIN', work);
  }

  /** Runs `work` alone: all of it is committed, or none. May run it again, so it must touch nothing but the database. */
  write<T>(work: (sql: Sql) => T): Promise<T> {
    return this.#transaction('BEGIN IMMEDIATE', work);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  async #prepare(durability: TrackingOptions['durability']): Promise<void> {
    // WAL lets readers go on while one process writes. NORMAL keeps committed transactions through a crash of the
    // process, FULL syncs the log at each commit and so keeps them through a loss of power.
    await this.#retried(() => {
      this.#db.exec('PRAGMA journal_mode = WAL');
      this.#db.exec(`PRAGMA synchronous = ${durability === 'power' ? 'FULL' : 'NORMAL'}`);
      this.#db.exec('PRAGMA journal_size_limit = 67108864');
    });
    await this.#retried(() => migrate(this.#db, this.file));
  }

  #transaction<T>(begin: string, work: (sql: Sql) => T): Promise<T> {
    return this.#retried(() => {
      this.#db.exec(begin);
      try {
        const result = work(this.#sql);
        this.#db.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async #retried<T>(attempt: () => T): Promise<T> {
    const deadline = performance.now() + this.#busyTimeoutMs;
    for (;;) {
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw databaseError(error, this.file);
        // Random, so that waiting processes do not try in step.
        await delay(1 + Math.random() * blockMs);
      }
    }
  }
}
