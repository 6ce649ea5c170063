import { DuckDBInstance } from '@duckdb/node-api';
import type { ObjectStore, TableSnapshot } from '@penstock/core/contracts';

/** Rows in the files of a snapshot without deleted ones, counted by DuckDB: each file must be where the snapshot says. */
export async function countRows(store: ObjectStore, snapshot: TableSnapshot): Promise<number> {
  if (snapshot.files.length === 0) return 0;
  const paths = await Promise.all(snapshot.files.map((file) => store.localFile(file.key)));
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    let rows = 0;
    for (const { deletionVector } of snapshot.files) {
      if (deletionVector) for await (const deleted of deletionVector.positions()) rows -= deleted.length;
    }
    for (const path of paths) {
      // num_rows of the footer: as exact as a scan, and no glob characters to escape.
      const result = await connection.runAndReadAll('select num_rows from parquet_file_metadata($1)', [path]);
      rows += Number(result.getRows()[0]?.[0]);
    }
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
