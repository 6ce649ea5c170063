import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { NewDataFile, ObjectStore } from '@penstock/core/contracts';

/** Writes the rows of a query as a Parquet file of the store. */
export async function writeParquet(
  store: ObjectStore,
  key: string,
  sql: string,
  more: Partial<NewDataFile> = {},
): Promise<NewDataFile> {
  const path = join(await store.scratchDir(), `${randomUUID()}.parquet`);
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    await connection.run("set TimeZone = 'UTC'");
    const result = await connection.runAndReadAll(`copy (${sql}) to '${path}' (format parquet)`);
    const { size } = await store.putFile(key, path);
    return { key, size, rows: Number(result.getRows()[0]?.[0]), partitionValues: {}, stats: {}, ...more };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
