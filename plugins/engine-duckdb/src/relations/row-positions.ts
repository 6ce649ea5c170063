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
    for (const [file, positions] of files.entries()) {
      if (!positions) continue;
      for await (const rows of positions.positions({ signal: session.signal })) {
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
    }
  } finally {
    appender.closeSync();
  }
  return `temp.main.${quotedName(table)}`;
}

const SIZE = DuckDBVector.standardSize();

function put(chunk: DuckDBDataChunk, column: number, values: BigInt64Array<ArrayBuffer>): void {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
  duckdb.copy_data_to_vector(vector, 0, values.buffer, values.byteOffset, values.byteLength);
}
