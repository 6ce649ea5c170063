import { fileURLToPath } from 'node:url';
import { category, dayOfWeek, featureSql, features, hour, minuteOfDay, numeric } from '@penstock/core/models';

/** Three million flights of vega-datasets: `date`, `delay`, `distance`, `origin`, `destination`; a Parquet file. */
export const flightsFile = fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')));

/** What the models of the benchmarks see of a flight. The label is `late`. */
export const flightFeatures = features({
  hour: hour('date'),
  minute_of_day: minuteOfDay('date'),
  day_of_week: dayOfWeek('date'),
  distance_miles: numeric('distance'),
  origin_airport: category('origin'),
  destination_airport: category('destination'),
});

/** Select list that makes them, and the label, from the columns of the file. */
export const flightFeaturesSql = `${featureSql(flightFeatures)}, delay > 15 as late`;

/** A flight as a client sends it. */
export const exampleFlight = { date: '2001-04-06T17:45:00Z', distance: 2475, origin: 'JFK', destination: 'LAX' };

/** A path in single quotes, for DuckDB. */
export function quotedPath(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
