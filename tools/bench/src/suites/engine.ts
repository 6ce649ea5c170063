import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '@duckdb/node-api';
import { PenstockError } from '@penstock/core';
import { flightsFile, quotedPath } from '../data/flights.ts';
import { withDuckDb } from '../data/with-duckdb.ts';
import type { Contender } from '../harness/contest.ts';
import type { Bench, Suite } from '../harness/suite.ts';
import type { LineProcess } from '../process/line-process.ts';
import { nodeProgram } from '../process/program.ts';

export const engine: Suite = {
  name: 'engine',
  title: 'Engine: flows and Arrow',
  about: `\`engine-duckdb\` with \`table-delta\` and \`storage-fs\` against DuckDB by itself, all threads and default settings on both sides, each in a process of its own.

- **flow**: three million flights from Parquet through a query and three expectations (one drops, one quarantines, one warns) into a Delta table and its quarantine table, law proved, statistics taken, files synced to disk, committed. DuckDB by itself: \`create table as\` with the same query, then \`copy\` of the rows to keep to one Parquet file with the same compression; no counts, no quarantine, no sync. Memory is the most that the process had at once.
- **Arrow**: the table as an Arrow file on disk. The Node bindings of DuckDB have no Arrow of their own, so the peer is the floor below any export: fetching all rows from a Parquet file into the process without looking at them.`,
  async run(bench) {
    const own = join(bench.scratch, 'flights-own.parquet');
    const bare = join(bench.scratch, 'flights-bare.parquet');
    await landFlights(bench, own);
    await copyFile(own, bare);
    await using engineFlow = nodeProgram('engine-flow', bench.scratch, own);
    await using bareDuckDb = nodeProgram('bare-duckdb', bench.scratch, bare);
    await compare(bench, engineFlow, bareDuckDb);
  },
};

async function landFlights({ quick }: Bench, path: string): Promise<void> {
  if (!quick) return copyFile(flightsFile, path);
  await withDuckDb((connection) =>
    connection.run(
      `copy (select * from read_parquet(${quotedPath(flightsFile)}) limit 50_000) to ${quotedPath(path)} (format parquet)`,
    ),
  );
}

async function compare(bench: Bench, own: LineProcess, bare: LineProcess): Promise<void> {
  const work = { count: bench.quick ? 50_000 : 3_000_000, of: 'rows' };
  const flights = bench.quick ? '50,000 flights' : '3 million flights';
  const repetitions = bench.quick ? 1 : 7;
  const counts = new Set<number>();
  const contender = (name: string, program: LineProcess, task: string): Contender => ({
    name,
    measure: async () => {
      const { ms, rows, memory } = await program.ask({ do: task });
      counts.add(Number(rows));
      return { ms: Number(ms), memory: Number(memory) };
    },
  });
  const duckDb = `DuckDB ${version()}`;
  await bench.contest({
    subject: contender('engine-duckdb', own, 'flow'),
    peer: contender(duckDb, bare, 'flow'),
    metrics: {
      ms: { label: `flow of ${flights}, three expectations`, work },
      memory: { label: 'memory of the flow', kind: 'memory' },
    },
    repetitions,
  });
  await bench.contest({
    subject: contender('engine-duckdb', own, 'export'),
    peer: contender(`${duckDb}, fetched only`, bare, 'fetch'),
    metrics: { ms: { label: `${flights} to an Arrow file`, work } },
    repetitions,
  });
  if (counts.size !== 1)
    throw new PenstockError('PEN_INTERNAL', `The sides kept different rows: ${[...counts].join(', ')}`);
  bench.fact(`Rows kept by each side, each time: ${[...counts][0]?.toLocaleString('en')}`);
}
