import { rm } from 'node:fs/promises';
import { PenstockError } from '@penstock/core';
import type {
  CallOptions,
  ColumnProfile,
  Flow,
  FlowResult,
  Query,
  QueryEngine,
  TableSchema,
} from '@penstock/core/contracts';
import type { RecordBatch } from 'apache-arrow';
import { writeArrowFile } from './arrow/file-writer.ts';
import { type ReadOptions, readBatches } from './arrow/read-batches.ts';
import type { Database } from './database/database.ts';
import type { Session } from './database/session.ts';
import { runFlow } from './flow/run-flow.ts';
import { profileQuery } from './profile-query.ts';
import { type BoundQuery, bindQuery, schemaOf } from './relations/bind-query.ts';
import type { Sources } from './relations/relation-views.ts';
import { quotedName } from './sql/quote.ts';

const BATCH_ROWS = 65_536;
/** In a stream, columns of many distinct strings get a new dictionary now and then. */
const STREAMED = { entries: 65_536, bytes: 8_000_000 };
/** In a file, a column has one dictionary. */
const FILED = { entries: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

/** The query engine: DuckDB within the process, over the files of tables and the object store. */
export class DuckDbEngine implements QueryEngine {
  readonly version: string;
  readonly #database: Database;
  readonly #sources: Sources;
  readonly #targetFileSize: number;

  /** @param plugin name and version of the plugin, for {@link version} */
  constructor(database: Database, sources: Sources, targetFileSize: number, plugin: string) {
    this.#database = database;
    this.#sources = sources;
    this.#targetFileSize = targetFileSize;
    this.version = `${plugin} duckdb ${database.version}`;
  }

  async runFlow(flow: Flow): Promise<FlowResult> {
    return this.#database.use(flow.signal, (session) => runFlow(session, this.#sources, flow, this.#targetFileSize));
  }

  async describe(query: Query, options: CallOptions = {}): Promise<TableSchema> {
    return this.#database.use(options.signal, async (session) => {
      const bound = await bindQuery(session, this.#sources, query, 'The query', true);
      return schemaOf(bound.columns);
    });
  }

  async *query(query: Query, options: CallOptions & { readonly batchRows?: number } = {}): AsyncIterable<RecordBatch> {
    const { batchRows = BATCH_ROWS } = options;
    const session = await this.#database.session(options.signal);
    try {
      yield* this.#batches(session, query, { batchRows, dictionaries: STREAMED });
    } finally {
      await session.close();
    }
  }

  async exportArrow(query: Query, localPath: string, options: CallOptions = {}): Promise<number> {
    return this.#database.use(options.signal, async (session) => {
      const batches = this.#batches(session, query, { batchRows: BATCH_ROWS, dictionaries: FILED });
      try {
        return await writeArrowFile(localPath, batches);
      } catch (error) {
        await rm(localPath, { force: true });
        throw writeError(error, localPath);
      }
    });
  }

  async profile(query: Query, options: CallOptions = {}): Promise<readonly ColumnProfile[]> {
    return this.#database.use(options.signal, async (session) => {
      const bound = await bindQuery(session, this.#sources, query, 'The query');
      return profileQuery(session, bound);
    });
  }

  async *#batches(session: Session, query: Query, options: ReadOptions): AsyncIterable<RecordBatch> {
    const bound = await bindQuery(session, this.#sources, query, 'The query');
    try {
      yield* readBatches(session, selectAll(bound), bound.columns, options);
    } catch (error) {
      throw bound.fail(error, 1);
    }
  }
}

/** The query with its columns cast to what they are carried as. */
function selectAll({ sql, columns }: BoundQuery): string {
  return `select ${columns.map((column) => `${column.sql} as ${quotedName(column.name)}`).join(', ')} from (\n${sql}\n)`;
}

function writeError(error: unknown, path: string): PenstockError {
  if (PenstockError.is(error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new PenstockError(full ? 'PEN_STORAGE_FULL' : 'PEN_STORAGE_FAILED', `Cannot write ${path}: ${code ?? error}`, {
    at: path,
    cause: error,
  });
}
