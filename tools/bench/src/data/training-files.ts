import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Dictionary, Int32, Table, tableToIPC, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import { flightFeatures, flightFeaturesSql, flightsFile, quotedPath } from './flights.ts';
import { withDuckDb } from './with-duckdb.ts';

export interface TrainingFiles {
  /** Arrow IPC files: the features, then `late`. */
  readonly train: string;
  readonly valid: string;
}

/** Flights of January to March to train on and of April to validate on, drawn the same way each time; made once. */
export async function trainingFiles(cache: string, rows: { train: number; valid: number }): Promise<TrainingFiles> {
  return {
    train: await sampleFile(cache, 'january-march', `date < '2001-04-01'`, rows.train),
    valid: await sampleFile(cache, 'april', `date >= '2001-04-01' and date < '2001-05-01'`, rows.valid),
  };
}

async function sampleFile(cache: string, name: string, where: string, rows: number): Promise<string> {
  const path = join(cache, `flights-${name}-${rows}.arrow`);
  if (existsSync(path)) return path;
  const columns = await withDuckDb(async (connection) => {
    const sql = `select ${flightFeaturesSql} from read_parquet(${quotedPath(flightsFile)}, file_row_number = true)
      where ${where} and delay between -120 and 1440 order by hash(file_row_number), file_row_number limit ${rows}`;
    return (await connection.runAndReadAll(sql)).getColumnsJS();
  });
  const vectors: Record<string, Vector> = {};
  for (const [at, { name: feature, type }] of flightFeatures.features.entries())
    vectors[feature] = type === 'numeric' ? numbers(columns[at]) : texts(columns[at]);
  vectors['late'] = vectorFromArray(Uint8Array.from(columns[flightFeatures.features.length] ?? [], Number));
  await writeFile(`${path}.draft`, tableToIPC(new Table(vectors), 'file'));
  await rename(`${path}.draft`, path);
  return path;
}

function numbers(values: readonly unknown[] = []): Vector {
  return vectorFromArray(Float64Array.from(values, Number));
}

function texts(values: readonly unknown[] = []): Vector {
  return vectorFromArray(values.map(String), new Dictionary(new Utf8(), new Int32()));
}
