import { type DuckDBConnection, type DuckDBDataChunk, type DuckDBType, StatementType } from '@duckdb/node-api';
import { abortError, PenstockError } from '@penstock/core';
import { quotedName } from '../sql/quote.ts';
import type { Gate } from './gate.ts';

export interface ResultColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** How often a cancelled statement is interrupted anew: an interrupt that comes before it has begun is lost. */
const INTERRUPT_EVERY_MS = 20;

/**
 * A connection of its own for one operation, with temporary tables and views of its own. Statements run one after
 * another, off the main thread. A cancelled one is interrupted and fails with PEN_ABORTED or PEN_TIMEOUT; other
 * errors are DuckDB's.
 */
export class Session {
  readonly #connection: DuckDBConnection;
  readonly #gate: Gate;
  readonly #abort = new AbortController();
  readonly #outside: AbortSignal | undefined;
  readonly #closed: () => void;
  #running: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  /** A result that was not read to its end keeps what the session has until it is garbage. */
  #unread = 0;

  constructor(connection: DuckDBConnection, gate: Gate, signal: AbortSignal | undefined, closed: () => void) {
    this.#connection = connection;
    this.#gate = gate;
    this.#outside = signal;
    this.#closed = closed;
    if (signal?.aborted) this.#cancel();
    else signal?.addEventListener('abort', this.#cancel, { once: true });
  }

  get connection(): DuckDBConnection {
    return this.#connection;
  }

  /** Aborted when the caller cancels or the engine closes. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  async run(sql: string): Promise<void> {
    await this.#call(() => this.#connection.run(sql));
  }

  /** Rows of a small result; 64-bit and decimal numbers as text. */
  async rows<T extends object>(sql: string): Promise<readonly T[]> {
    const rows = await this.#call(async () => (await this.#connection.runAndReadAll(sql)).getRowObjectsJson());
    return rows as readonly object[] as readonly T[];
  }

  /** Binds a statement without running it. `parameters` counts its `?` and `$n`. */
  async prepare(sql: string): Promise<{ columns: ResultColumn[]; isSelect: boolean; parameters: number }> {
    const statement = await this.#call(() => this.#connection.prepare(sql));
    try {
      const parameters = statement.parameterCount;
      const count = parameters > 0 ? 0 : statement.columnCount;
      const columns = Array.from({ length: count }, (_, i) => ({
        name: statement.columnName(i),
        type: statement.columnType(i),
      }));
      return { columns, isSelect: statement.statementType === StatementType.SELECT, parameters };
    } finally {
      statement.destroySync();
    }
  }

  async countStatements(sql: string): Promise<number> {
    return (await this.#call(() => this.#connection.extractStatements(sql))).count;
  }

  /** Chunks of a result as they are made; the statement rests while nobody asks. */
  async *chunks(sql: string): AsyncIterable<DuckDBDataChunk> {
    const result = await this.#call(() => this.#connection.stream(sql));
    this.#unread++;
    for (;;) {
      const chunk = await this.#call(() => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) break;
      yield chunk;
    }
    this.#unread--;
  }

  /** Drops what the session has, once a running statement has ended. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Throws when the session is cancelled. */
  check(): void {
    if (this.signal.aborted) throw this.#aborted();
  }

  /** Cancels what runs and what would. */
  abort(reason: unknown): void {
    if (!this.#abort.signal.aborted) this.#abort.abort(reason);
  }

  readonly #cancel = (): void => this.abort(this.#outside?.reason);

  async #close(): Promise<void> {
    this.#outside?.removeEventListener('abort', this.#cancel);
    await this.#running.catch(() => undefined);
    this.abort(undefined);
    if (this.#unread > 0) await this.#dropTables().catch(() => undefined);
    this.#connection.disconnectSync();
    this.#closed();
  }

  async #dropTables(): Promise<void> {
    const tables = await this.#connection.runAndReadAll('select table_name from duckdb_tables() where temporary');
    for (const [name] of tables.getRowsJson()) await this.#connection.run(`drop table ${quotedName(String(name))}`);
  }

  #call<T>(start: () => Promise<T>): Promise<T> {
    const call = this.#gated(start);
    this.#running = call;
    return call;
  }

  async #gated<T>(start: () => Promise<T>): Promise<T> {
    const { signal } = this;
    let timer: NodeJS.Timeout | undefined;
    const interrupt = () => {
      this.#connection.interrupt();
      timer ??= setInterval(() => this.#connection.interrupt(), INTERRUPT_EVERY_MS);
    };
    await this.#gate.enter(signal).catch(() => {
      throw this.#aborted();
    });
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await start();
    } catch (error) {
      throw signal.aborted ? this.#aborted() : error;
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', interrupt);
      this.#gate.leave();
    }
  }

  #aborted(): PenstockError {
    const { reason } = this.signal;
    return PenstockError.is(reason) ? reason : abortError(this.signal, 'query');
  }
}
