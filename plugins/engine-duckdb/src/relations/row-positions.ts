import { BIGINT, DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import type { RowPositions } from '@penstock/core/contracts';
import type { Session } from '../database/session.ts';
import { quotedName } from '../sql/quote.ts';

/**
 * Puts places of rows into a temporary table of `file` (index in `files`) and `row`, where a join finds them.
 * @returns its name in SQL
 */
export async function loadPositions(
  session: Session,
  table: string,
  files: readonly (RowPositions | undefined)[],
): Promise<string> {
  await session.run(`create temp table ${quotedName(table)} (file bigint, "row" bigint)`);
  const appender = await session.connection.createAppender(table, 'main', 'temp');
  const chunk = DuckDBDataChunk.create([BIGINT, BIGINT]);
  try {
    for await (const { file, rows } of ahead(files, session.signal)) {
      session.check();
      for (let at = 0; at < rows.length; at += SIZE) {
        const part = rows.slice(at, at + SIZE);
        chunk.reset();
        chunk.rowCount = part.length;
        put(chunk, 0, new BigInt64Array(part.length).fill(BigInt(file)));
        put(chunk, 1, part);
        appender.appendDataChunk(chunk);
      }
    }
  } finally {
    appender.closeSync();
  }
  return `temp.main.${quotedName(table)}`;
}

const SIZE = DuckDBVector.standardSize();
/** Files whose first rows are waited for at once: each may be a request to a store. */
const AT_ONCE = 8;

interface Started {
  readonly file: number;
  readonly rows: AsyncIterator<BigInt64Array>;
  readonly first: Promise<IteratorResult<BigInt64Array>>;
}

async function* ahead(
  files: readonly (RowPositions | undefined)[],
  signal: AbortSignal,
): AsyncGenerator<{ readonly file: number; readonly rows: BigInt64Array }> {
  const rest = files.entries();
  const queue: Started[] = [];
  const start = () => {
    for (const [file, positions] of rest) {
      if (positions) queue.push(begin(file, positions, signal));
      if (queue.length >= AT_ONCE) return;
    }
  };
  start();
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (let step = await next.first; !step.done; step = await next.rows.next()) {
      yield { file: next.file, rows: step.value };
    }
    start();
  }
}

function begin(file: number, positions: RowPositions, signal: AbortSignal): Started {
  const rows = positions.positions({ signal })[Symbol.asyncIterator]();
  const first = rows.next();
  // It is told when its turn comes, if an earlier one does not end everything before.
  first.catch(() => undefined);
  return { file, rows, first };
}

function put(chunk: DuckDBDataChunk, column: number, values: BigInt64Array<ArrayBuffer>): void {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
  duckdb.copy_data_to_vector(vector, 0, values.buffer, values.byteOffset, values.byteLength);
}
