import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** Runs work on a DuckDB of its own, in memory, which never goes to the network. */
export async function withDuckDb<T>(
  work: (connection: DuckDBConnection) => Promise<T>,
  options: Readonly<Record<string, string>> = {},
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...options,
  });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
