import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore, Query, QueryEngine, TableFormat } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import engineDuckDb from '@penstock/engine-duckdb';
import storageFs from '@penstock/storage-fs';
import tableDelta from '@penstock/table-delta';
import { cleanedFlights, rules } from '../data/cleaning.ts';
import { timed } from '../harness/timed.ts';
import { answerLines } from '../process/answer-lines.ts';
import { peakMemory } from '../process/peak-memory.ts';

/**
 * Flows through engine-duckdb, table-delta and storage-fs: `engine-flow.ts <folder> <Parquet file>`. Answers
 * `{ do: 'flow' }` with `{ ms, rows, memory }` and `{ do: 'export' }`, the table of the last flow as Arrow, with the same.
 */
const [, , dir = '', source = ''] = process.argv;
await using store = await openPlugin<ObjectStore>(storageFs, { dir, options: { root: 'store' } });
await using tables = await openPlugin<TableFormat>(tableDelta, { dir, needs: { store: store.value } });
const needs = { store: store.value, tables: tables.value };
await using engine = await openPlugin<QueryEngine>(engineDuckDb, { dir, needs });
await store.value.putFile('landing/flights.parquet', source);
let flows = 0;

await answerLines(async (request) => {
  const { ms, rows } = request['do'] === 'flow' ? await flow() : await exportArrow();
  return { ms, rows, memory: peakMemory() };
});

async function flow(): Promise<{ ms: number; rows: number }> {
  flows += 1;
  const query: Query = {
    sql: cleanedFlights('{{landing}}'),
    relations: { landing: { kind: 'files', format: 'parquet', keys: ['landing/flights.parquet'] } },
  };
  let rows = 0;
  const { ms } = await timed(async () => {
    const result = await engine.value.runFlow({
      target: `flights_${flows}`,
      quarantine: `flights_${flows}_quarantine`,
      mode: 'append',
      query,
      expectations: rules,
      runId: `run-${flows}`,
      transaction: { application: 'bench', version: flows },
    });
    rows = result.rows.kept;
  });
  for (const name of [`flights_${flows - 1}`, `flights_${flows - 1}_quarantine`]) await tables.value.drop(name);
  return { ms, rows };
}

async function exportArrow(): Promise<{ ms: number; rows: number }> {
  const table = `flights_${flows}`;
  const path = join(dir, 'flights.arrow');
  const version = (await tables.value.latestVersion(table)) ?? 0;
  const query: Query = {
    sql: 'select * from {{flights}}',
    relations: { flights: { kind: 'table', table, version } },
  };
  let rows = 0;
  const { ms } = await timed(async () => {
    rows = await engine.value.exportArrow(query, path);
  });
  await rm(path);
  return { ms, rows };
}
