/** A pipeline that trains, deploys, scores with and watches a model of late parcels; the parcels are made up. */
export function modelFiles(name: string): Readonly<Record<string, string>> {
  return {
    'penstock.yaml': config(name),
    'pipeline.ts': `${definitions}\nexport default pipeline('${name}', [latePredictor, scores, watch]);\n`,
    'lake/landing/parcels-2026-01.csv': parcels(2026, 1, 1),
    'lake/landing/parcels-2026-02.csv': parcels(2026, 2, 1),
    'lake/landing/parcels-2026-03.csv': parcels(2026, 3, 1),
    'later/parcels-2026-04.csv': parcels(2026, 4, 2.2),
  };
}

function config(name: string): string {
  return `# What runs where. Other deployments overlay this file: penstock.<profile>.yaml.
project: ${name}
pipelines: [./pipeline.ts]

plugins:
  store: { use: "@penstock/storage-fs", with: { root: lake } }
  tables: { use: "@penstock/table-delta" }
  engine: { use: "@penstock/engine-duckdb" }
  tracking: { use: "@penstock/tracking-local" }
  training: { use: "@penstock/training-local" }
  gbt: { use: "@penstock/trainer-gbt" }
  linear: { use: "@penstock/trainer-gbt#linear" }
  flavor: { use: "@penstock/trainer-gbt#flavor" }
  tuner: { use: "@penstock/tuner-random" }
  evaluator: { use: "@penstock/evaluator-tabular" }
  serving: { use: "@penstock/serving-local" }
  drift: { use: "@penstock/drift-univariate" }
  audit: { use: "@penstock/governance-audit" }
  # Who may take over: good enough, not worse than the one before. With \`required: 1\` somebody has to \`penstock approve\`.
  approvals:
    use: "@penstock/governance-approvals"
    with:
      rules:
        - metrics: [{ metric: auc, min: 0.6, versusChampion: not-worse, tolerance: 0.01 }]
          approvals: { required: 0 }
`;
}

const definitions = `import { category, dayOfWeek, features, hour, numeric } from '@penstock/core/models';
import { files, keep, monitor, pipeline, predictions, sql, stream, streamingTable, trained } from '@penstock/core/pipeline';

const raw = streamingTable('raw_parcels', { from: files('landing/*.csv') });

// Written once: training, batch scoring and live requests use the same.
const parcelFeatures = features({
  sent_hour: hour('sent'),
  sent_day: dayOfWeek('sent'),
  km: numeric('distance'),
  by: category('carrier'),
});

const parcels = streamingTable(
  'parcels',
  sql\`select id, sent, \${parcelFeatures}, late from
        (select id, cast(sent as timestamptz) as sent, cast(distance as double) as distance, carrier, cast(late as boolean) as late
         from \${stream(raw)})\`,
  { expect: { 'has a distance': keep(sql\`km > 0\`).else('quarantine') } },
);

const latePredictor = trained('late-parcels', {
  description: 'Will a parcel be late?',
  from: parcels,
  key: 'id',
  label: 'late',
  task: 'binary',
  features: parcelFeatures,
  example: [{ sent: '2026-03-02T17:00:00Z', distance: 420, carrier: 'swift' }],
  split: { by: 'sent', every: 'month', train: 2, test: 1 },
  with: 'gbt',
  baseline: 'linear',
  tune: { trials: 4 },
  evaluate: { slices: ['by'], minSliceRows: 50 },
  deploy: 'late-parcels',
});

// Parcels that arrive from now on are scored once each, and what the model sees is compared with what it was trained on.
const scores = predictions('parcel_scores', { model: latePredictor, from: parcels, columns: ['id', 'sent'] });

const watch = monitor('parcel_drift', {
  predictions: scores,
  by: 'sent',
  every: 'month',
  labels: { from: parcels, key: 'id', column: 'late' },
});
`;

const rows = 1500;

/** Parcels of a month, the same every time; `far` stretches their distances. */
function parcels(year: number, month: number, far: number): string {
  const random = randomOf(year * 100 + month);
  const carriers = ['swift', 'steady', 'cheap'];
  const lines = Array.from({ length: rows }, (_, at) => {
    const day = 1 + Math.floor(random() * 28);
    const hour = 6 + Math.floor(random() * 16);
    const distance = Math.round((20 + 900 * random() ** 2) * far);
    const carrier = carriers[Math.floor(random() * carriers.length)] ?? 'steady';
    const evening = hour >= 17 ? 1.2 : 0;
    const score = -2.6 + distance / 260 + evening + (carrier === 'cheap' ? 1.1 : carrier === 'swift' ? -0.7 : 0);
    const late = random() < 1 / (1 + Math.exp(-score));
    const sent = new Date(Date.UTC(year, month - 1, day, hour, Math.floor(random() * 60))).toISOString();
    return `p${month}-${at},${sent},${distance},${carrier},${late}`;
  });
  return `id,sent,distance,carrier,late\n${lines.join('\n')}\n`;
}

/** Numbers from 0 to 1 (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
