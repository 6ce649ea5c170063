import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Column } from '../src/dataset/column.ts';
import { type Dataset, makeDataset } from '../src/dataset/dataset.ts';

const file = join(dirname(findPackageJSON('vega-datasets', import.meta.url) ?? ''), 'data/flights-3m.parquet');

/** Real flights: some rows from January to April, others from May, to predict who is more than 15 minutes late. */
export async function flights(rows: { readonly train: number; readonly test: number }): Promise<{
  readonly train: Dataset;
  readonly test: Dataset;
}> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const read = async (where: string, limit: number) => {
      const reader = await connection.runAndReadAll(`
        select month(date)::double, dayofweek(date)::double, hour(date)::double, distance::double,
          origin, destination, (delay > 15)::double
        from (select *, hash(date, origin, destination, distance, delay) as draw
          from read_parquet('${file.replaceAll("'", "''")}') where ${where})
        where draw % 8 = 0 order by draw limit ${limit}`);
      return datasetOf(reader.getColumnsJS());
    };
    return {
      train: await read("date < '2001-05-01'", rows.train),
      test: await read("date >= '2001-05-01' and date < '2001-06-01'", rows.test),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function datasetOf(values: readonly (readonly unknown[])[]): Dataset {
  const numbers = (at: number) => Float64Array.from(values[at] ?? [], Number);
  const numeric = ['month', 'dow', 'hour', 'distance'].map(
    (name, at): Column => ({ name, type: 'numeric', values: numbers(at) }),
  );
  const categorical = ['origin', 'destination'].map((name, at): Column => {
    const texts = (values[4 + at] ?? []).map(String);
    const dictionary = [...new Set(texts)].sort();
    const codeOf = new Map(dictionary.map((text, code) => [text, code]));
    return { name, type: 'categorical', codes: Int32Array.from(texts, (text) => codeOf.get(text) ?? -1), dictionary };
  });
  return makeDataset({ task: 'binary', columns: [...numeric, ...categorical], label: numbers(6) });
}
