import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { cleanedFlights, kept } from '../data/cleaning.ts';
import { quotedPath } from '../data/flights.ts';
import { withDuckDb } from '../data/with-duckdb.ts';
import { timed } from '../harness/timed.ts';
import { answerLines } from '../process/answer-lines.ts';
import { peakMemory } from '../process/peak-memory.ts';

/**
 * DuckDB by itself: `bare-duckdb.ts <folder> <Parquet file>`. Answers `{ do: 'flow' }`, the query into a table and its kept
 * rows into a Parquet file, and `{ do: 'fetch' }`, all rows of that file into this process, with `{ ms, rows, memory }`.
 */
const [, , dir = '', source = ''] = process.argv;
const file = join(dir, 'bare.parquet');

await withDuckDb(async (connection) => {
  await connection.run("set TimeZone = 'UTC'");
  await answerLines(async (request) => {
    const { ms, rows } = request['do'] === 'flow' ? await flow(connection) : await fetchAll(connection);
    return { ms, rows, memory: peakMemory() };
  });
});
await rm(file, { force: true });

async function flow(connection: DuckDBConnection): Promise<{ ms: number; rows: number }> {
  let rows = 0;
  const { ms } = await timed(async () => {
    await connection.run(`create table flights as ${cleanedFlights(`read_parquet(${quotedPath(source)})`)}`);
    const copied = await connection.runAndReadAll(
      `copy (select * from flights where ${kept}) to ${quotedPath(file)} (format parquet, compression zstd)`,
    );
    rows = Number(copied.getRows()[0]?.[0]);
  });
  await connection.run('drop table flights');
  return { ms, rows };
}

async function fetchAll(connection: DuckDBConnection): Promise<{ ms: number; rows: number }> {
  let rows = 0;
  const { ms } = await timed(async () => {
    const result = await connection.stream(`select * from read_parquet(${quotedPath(file)})`);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      rows += chunk.rowCount;
    }
  });
  return { ms, rows };
}
