/** A pipeline of three tables over a few orders. */
export function tablesFiles(name: string): Readonly<Record<string, string>> {
  return { 'penstock.yaml': config(name), 'pipeline.ts': pipeline(name), 'lake/landing/orders-1.csv': orders };
}

function config(name: string): string {
  return `# What runs where. Other deployments overlay this file: penstock.<profile>.yaml.
project: ${name}
pipelines: [./pipeline.ts]

plugins:
  store: { use: "@penstock/storage-fs", with: { root: lake } }
  tables: { use: "@penstock/table-delta" }
  engine: { use: "@penstock/engine-duckdb" }
  audit: { use: "@penstock/governance-audit" }
`;
}

function pipeline(name: string): string {
  return `import { files, keep, pipeline, sql, stream, streamingTable, table } from '@penstock/core/pipeline';

// New files in lake/landing: each row once.
const raw = streamingTable('raw_orders', { from: files('landing/*.csv') });

const orders = streamingTable(
  'orders',
  sql\`select id, customer, cast(amount as double) as amount from \${stream(raw)}\`,
  {
    expect: {
      'has a customer': keep(sql\`customer is not null\`).else('drop'),
      'positive amount': keep(sql\`amount > 0\`).else('quarantine'),
    },
  },
);

const totals = table(
  'totals',
  sql\`select customer, count(*) as orders, sum(amount) as amount from \${orders} group by customer\`,
);

export default pipeline('${name}', [totals]);
`;
}

const orders = `id,customer,amount
1,ada,12.5
2,grace,99
3,,5
4,alan,-3
5,ada,7.25
`;
