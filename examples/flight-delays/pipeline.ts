import {
  files,
  keep,
  monitor,
  pipeline,
  predictions,
  sql,
  stream,
  streamingTable,
  table,
  trained,
} from '@penstock/core/pipeline';
import { flightFeatures } from './features.ts';

// Bronze: every row of every file that lands, once, with where it came from.
export const raw = streamingTable(
  'raw_flights',
  sql`select concat(substr(_file, 17, 7), '-', _row) as flight_id, cast(date as timestamptz) as date, cast(delay as integer) as delay,
        cast(distance as integer) as distance, origin, destination
      from ${files('landing/*.parquet')}`,
  { description: 'Flights as they landed' },
);

// Silver: cleaned. Impossible rows are put aside with the rules they broke; odd ones are counted.
export const flights = streamingTable('flights', sql`select * from ${stream(raw)}`, {
  description: 'Flights that can be true',
  expect: {
    'has a date': keep(sql`date is not null`).else('drop'),
    'has both airports': keep(sql`length(origin) = 3 and length(destination) = 3`).else('drop'),
    'left at most two hours early': keep(sql`delay >= -120`).else('quarantine'),
    'goes somewhere else': keep(sql`origin <> destination and distance > 0`).else('quarantine'),
    'delayed by less than a day': keep(sql`delay < 1440`).else('warn'),
  },
});

// Gold: the model's features and its label.
export const flightRows = streamingTable(
  'flight_features',
  sql`select flight_id, date, origin, ${flightFeatures}, delay > 15 as late from ${stream(flights)}`,
  { description: 'Features and label of each flight' },
);

export const punctuality = table(
  'airport_punctuality',
  sql`select origin, count(*) as flights, avg(delay) as mean_delay, avg(cast(late as integer)) as late_share
      from (select f.origin, f.delay, f.delay > 15 as late from ${flights} f) group by origin`,
  { description: 'How punctual flights from each airport are' },
);

export const lateFlights = trained('late-flights', {
  description: 'Will a flight be more than 15 minutes late?',
  from: flightRows,
  key: 'flight_id',
  label: 'late',
  task: 'binary',
  features: flightFeatures,
  example: [{ date: '2001-06-01T17:45:00Z', distance: 2475, origin: 'JFK', destination: 'LAX' }],
  split: { by: 'date', every: 'month', train: 3, test: 1 },
  with: 'gbt',
  baseline: 'linear',
  tune: { trials: 8, sampleRows: 60_000 },
  sampleRows: 300_000,
  evaluate: { slices: ['origin', 'hour'] },
  deploy: 'flights',
});

// Batch scoring: each flight newer than the first version's training data is scored once.
export const scores = predictions('flight_scores', {
  model: lateFlights,
  from: flightRows,
  columns: ['flight_id', 'date', 'origin'],
  description: 'How likely each new flight is late',
});

export const watch = monitor('flight_drift', {
  predictions: scores,
  by: 'date',
  every: 'month',
  labels: { from: flightRows, key: 'flight_id', column: 'late' },
  // Probabilities have to mean what they say: 0.015 further from the observed shares than at evaluation is too much.
  alert: { share: 0.3, quality: { metric: 'ece', drop: 0.015 } },
  description: 'Drift and quality of the model in use, month by month',
});

export default pipeline('flight-delays', [punctuality, lateFlights, scores, watch]);
