import { DuckDBDataChunk, DuckDBInstance, type DuckDBType, type DuckDBValue, INTEGER } from '@duckdb/node-api';
import { type FeatureSpec, featureSql } from '../../src/models/index.ts';

/** Raw columns with their DuckDB types, as a table would hold them. */
export interface RawTable {
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
  readonly rows: readonly (readonly DuckDBValue[])[];
}

/** The features of each row as DuckDB computes them. */
export async function duckdbFeatures(spec: FeatureSpec, table: RawTable): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    const columns = table.names.map((name, at) => `"${name}" ${String(table.types[at])}`);
    await connection.run(`CREATE TABLE raw (row_number INTEGER, ${columns.join(', ')})`);
    const appender = await connection.createAppender('raw');
    for (let from = 0; from < table.rows.length; from += 2048) {
      const chunk = DuckDBDataChunk.create([INTEGER, ...table.types]);
      chunk.setRows(table.rows.slice(from, from + 2048).map((row, at) => [from + at, ...row]));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    const result = await connection.runAndReadAll(`SELECT ${featureSql(spec)} FROM raw ORDER BY row_number`);
    return result.getRowObjects();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
