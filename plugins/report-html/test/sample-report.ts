import type { Report } from '@penstock/core/contracts';

/** A report with every kind of block, as a run of the flight-delays example would make it; numbers are made up. */
export function sampleReport(): Report {
  return {
    title: 'Late flights: January to June 2001',
    subtitle:
      'Run 2001-06-30 of pipeline flight-delays. Trained on January to March, tested on April, watched through May and June.',
    sections: [
      { title: 'What happened', blocks: whatHappened },
      { title: 'Tables', blocks: tables },
      { title: 'Model', blocks: model },
      { title: 'Drift', blocks: drift },
    ],
  };
}

const whatHappened: Report['sections'][number]['blocks'] = [
  {
    type: 'text',
    text: 'Four months landed and were cleaned. Eight trials were run; the best model passed the gates and serves the endpoint flights.\n\nMay drifted beyond the threshold of the policy, so a challenger was trained. It was better by 0.004 and took over.',
  },
  {
    type: 'facts',
    facts: [
      { label: 'Rows in', value: '1,982,114' },
      { label: 'Kept', value: '1,979,870', tone: 'good' },
      { label: 'Quarantined', value: '1,912' },
      { label: 'AUC, April', value: '0.6971', tone: 'good' },
      { label: 'Drift, June', value: '0.31', tone: 'bad' },
      { label: 'Served at', value: 'http://127.0.0.1:4177/flights/invocations' },
    ],
  },
  {
    type: 'plot',
    title: 'The pipeline',
    caption: 'Boxes are steps; arrows follow the data.',
    plot: {
      kind: 'graph',
      nodes: [
        { id: 'landing', label: 'landing/*.parquet', kind: 'files', note: '6 files' },
        { id: 'raw', label: 'raw_flights', kind: 'streaming table', note: '1,982,114 rows' },
        { id: 'clean', label: 'flights', kind: 'streaming table', note: '1,979,870 rows' },
        { id: 'quarantine', label: 'flights_quarantine', kind: 'quarantine', note: '1,912 rows' },
        { id: 'features', label: 'flight_features', kind: 'streaming table', note: '7 features' },
        { id: 'punctuality', label: 'airport_punctuality', kind: 'table', note: '231 rows' },
        { id: 'model', label: 'late-flights', kind: 'model', note: 'version 2, champion' },
        { id: 'endpoint', label: 'flights', kind: 'endpoint' },
        { id: 'scores', label: 'flight_scores', kind: 'predictions', note: '498,113 rows' },
        { id: 'watch', label: 'flight_drift', kind: 'monitor', note: '2 windows' },
      ],
      edges: [
        ['landing', 'raw'],
        ['raw', 'clean'],
        ['raw', 'quarantine'],
        ['clean', 'features'],
        ['clean', 'punctuality'],
        ['features', 'model'],
        ['model', 'endpoint'],
        ['model', 'scores'],
        ['features', 'scores'],
        ['scores', 'watch'],
        ['features', 'watch'],
      ],
    },
  },
];

const tables: Report['sections'][number]['blocks'] = [
  {
    type: 'table',
    caption: 'Rows in = kept + dropped + quarantined, for every table',
    columns: ['Table', 'Version', 'Rows in', 'Kept', 'Dropped', 'Quarantined', 'Share kept'],
    rows: [
      ['raw_flights', 4, 1982114, 1982114, 0, 0, '100 %'],
      ['flights', 4, 1982114, 1979870, 332, 1912, '99.89 %'],
      ['flight_features', 4, 1979870, 1979870, 0, 0, '100 %'],
      ['airport_punctuality', 1, 1979870, 231, null, null, null],
    ],
  },
  {
    type: 'plot',
    title: 'Rows that broke a rule',
    plot: {
      kind: 'bar',
      x: 'rows',
      y: 'rule',
      horizontal: true,
      bars: [
        { label: 'left at most two hours early', value: 1204 },
        { label: 'goes somewhere else', value: 708 },
        { label: 'has a date', value: 332 },
        { label: 'delayed by less than a day', value: 41 },
      ],
    },
  },
];

const months = ['January', 'February', 'March', 'April', 'May', 'June'];
const curve = (lift: number) =>
  Array.from({ length: 101 }, (_, index) => [index / 100, (index / 100) ** (1 / lift)] as const);

const model: Report['sections'][number]['blocks'] = [
  {
    type: 'plot',
    title: 'Receiver operating characteristic',
    caption: 'April, 489,003 flights.',
    plot: {
      kind: 'line',
      x: 'false positive rate',
      y: 'true positive rate',
      diagonal: true,
      series: [
        { name: 'challenger', points: curve(2.3) },
        { name: 'champion', points: curve(2) },
        { name: 'linear baseline', points: curve(1.6) },
      ],
    },
  },
  {
    type: 'plot',
    title: 'Calibration',
    caption: 'Share of late flights among those with the probability said.',
    plot: {
      kind: 'line',
      x: 'predicted probability',
      y: 'observed share',
      diagonal: true,
      series: [
        {
          name: 'challenger',
          points: Array.from(
            { length: 10 },
            (_, index) => [index / 10 + 0.05, index / 10.4 + 0.06 + (index % 3) * 0.01] as const,
          ),
        },
      ],
    },
  },
  {
    type: 'plot',
    title: 'Trials',
    plot: {
      kind: 'line',
      x: 'trees',
      y: 'AUC on validation rows',
      series: [1, 2, 3, 4].map((trial) => ({
        name: `trial ${trial}`,
        points: Array.from(
          { length: 30 },
          (_, index) => [index * 10 + 10, 0.6 + 0.025 * trial * (1 - Math.exp(-index / (4 + trial * 2)))] as const,
        ),
      })),
    },
  },
  {
    type: 'plot',
    title: 'What the model looks at',
    plot: {
      kind: 'bar',
      x: 'share of the total gain',
      y: 'feature',
      horizontal: true,
      bars: [
        { label: 'hour', value: 0.4119 },
        { label: 'origin', value: 0.2231 },
        { label: 'destination', value: 0.1604 },
        { label: 'day_of_week', value: 0.1 },
        { label: 'distance', value: 0.0845 },
        { label: 'month', value: 0.02 },
      ],
    },
  },
  {
    type: 'table',
    columns: ['Slice', 'Flights', 'AUC', 'Log loss', 'Against champion'],
    caption: 'By origin, largest first',
    rows: ['ORD', 'DFW', 'ATL', 'LAX', 'PHX'].map((origin, index) => [
      origin,
      31204 - index * 2500,
      0.71 - index * 0.01234,
      0.4471 + index / 300,
      index % 2 === 0 ? '+0.0041' : '−0.0007',
    ]),
  },
];

const drift: Report['sections'][number]['blocks'] = [
  {
    type: 'plot',
    title: 'Population stability index by feature',
    plot: {
      kind: 'bar',
      x: 'feature',
      y: 'PSI against training data',
      rule: 0.2,
      bars: ['hour', 'origin', 'destination', 'day_of_week', 'distance', 'month', 'prediction'].flatMap(
        (label, index) => [
          { label, value: 0.02 + index * 0.01, group: 'May' },
          { label, value: 0.05 + index * 0.043, group: 'June' },
        ],
      ),
    },
  },
  {
    type: 'plot',
    title: 'Late flights per month',
    plot: {
      kind: 'bar',
      x: 'month',
      y: 'share of flights',
      bars: months.map((label, index) => ({ label, value: 0.18 + ((index * 7) % 5) / 100 })),
    },
  },
];
