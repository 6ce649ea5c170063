import { fileURLToPath } from 'node:url';

/** Three million flights of vega-datasets: `date`, `delay`, `distance`, `origin`, `destination`; a Parquet file. */
export const flightsFile = fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')));

/** What the models of the benchmarks see of a flight. The label is `late`. */
export const flightFeatures = [
  { name: 'hour', type: 'numeric' },
  { name: 'minute_of_day', type: 'numeric' },
  { name: 'day_of_week', type: 'numeric' },
  { name: 'distance_miles', type: 'numeric' },
  { name: 'origin_airport', type: 'categorical' },
  { name: 'destination_airport', type: 'categorical' },
] as const;

/** Select list that makes them, and the label, from the columns of the file. */
export const flightFeaturesSql = `
  cast(hour(date) as double) as hour,
  cast(hour(date) * 60 + minute(date) as double) as minute_of_day,
  cast(isodow(date) as double) as day_of_week,
  cast(distance as double) as distance_miles,
  origin as origin_airport,
  destination as destination_airport,
  delay > 15 as late`;

/** A path in single quotes, for DuckDB. */
export function quotedPath(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
