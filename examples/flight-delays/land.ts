import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

/** The months of the data set, in the order in which they arrive. The last six flights, of 1 July 0:00, come with June. */
export const months = ['2001-01', '2001-02', '2001-03', '2001-04', '2001-05', '2001-06'] as const;
export type Month = (typeof months)[number];

/**
 * Copies months of the three million flights of `vega-datasets` into the landing folder, one file a month, unchanged.
 * A month that has landed is left alone. Files appear whole or not at all.
 * @param every keeps one flight in so many, for small trials
 * @returns months that are new
 */
export async function land(landing: string, wanted: readonly Month[], every = 1): Promise<readonly Month[]> {
  const fresh = wanted.filter((month) => !existsSync(fileOf(landing, month)));
  if (fresh.length === 0) return fresh;
  await mkdir(landing, { recursive: true });
  const source = fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const month of fresh) {
      const draft = join(landing, `.${month}.draft`);
      const last = month === months.at(-1);
      const sample = every > 1 ? `and file_row_number % ${every} = 0` : '';
      await connection.run(
        `copy (select * exclude (file_row_number) from read_parquet('${quoted(source)}', file_row_number = true)
           where date >= '${month}-01' and date < ${last ? `'2001-07-02'` : `date '${month}-01' + interval 1 month`} ${sample} order by file_row_number)
         to '${quoted(draft)}' (format parquet, compression zstd)`,
      );
      await rename(draft, fileOf(landing, month));
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
    for (const month of fresh) await rm(join(landing, `.${month}.draft`), { force: true });
  }
  return fresh;
}

function fileOf(landing: string, month: Month): string {
  return join(landing, `flights-${month}.parquet`);
}

function quoted(path: string): string {
  return path.replaceAll("'", "''");
}
