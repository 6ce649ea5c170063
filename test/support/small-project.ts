import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuditLog, QueryEngine, ServingTarget, TableFormat, Tracking } from '@penstock/core/contracts';
import { loadPlan, openPlatform, readReport } from '@penstock/core/runtime';
import { wholeConfig } from './whole-config.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'tools/cli/bin/penstock.mjs');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a temporary folder with every kind of step in it, small enough to run in seconds. */
export class SmallProject implements AsyncDisposable {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async make(): Promise<SmallProject> {
    const dir = await mkdtemp(join(tmpdir(), 'penstock-small-'));
    await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
    await writeFile(join(dir, 'penstock.yaml'), config);
    await writeFile(join(dir, 'pipeline.ts'), pipeline);
    return new SmallProject(dir);
  }

  /** A month of orders lands. From month 4 on, customers behave differently. */
  async land(month: number, rows = 400): Promise<void> {
    const landing = join(this.dir, '.penstock/lake/landing');
    await mkdir(landing, { recursive: true });
    await writeFile(join(landing, `orders-${month}.csv`), orders(month, rows));
  }

  /** Starts the command; the caller may kill it. */
  start(...args: readonly string[]) {
    const child = spawn(process.execPath, [cli, ...args], { cwd: this.dir, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    const finished = once(child, 'close').then(([code]): Finished => ({ code: code as number | null, ...output }));
    return { child, finished };
  }

  penstock(...args: readonly string[]): Promise<Finished> {
    return this.start(...args).finished;
  }

  /** Everything a run leaves behind that must not depend on how often it was interrupted. */
  async state(): Promise<Readonly<Record<string, unknown>>> {
    const plan = await loadPlan({ cwd: this.dir });
    await using platform = await openPlatform({ plan });
    const tables = platform.get(TableFormat);
    const contents: Record<string, unknown> = {};
    for (const name of await tables.list()) contents[name] = await digestOf(tables, platform.get(QueryEngine), name);
    const tracking = platform.get(Tracking);
    const versions = await tracking.listModelVersions('late').catch(() => []);
    const models = await Promise.all(
      versions.map(async (version) => {
        const report = await readReport(tracking, version);
        return [
          version.version,
          version.aliases,
          version.tags['penstock.promotion'],
          report.evaluation.metrics['auc'],
          report.params,
        ];
      }),
    );
    const endpoints = (await platform.get(ServingTarget).endpoints()).map((item) => [
      item.endpoint,
      item.current.version,
    ]);
    const audit = await platform.get(AuditLog).verify();
    return { contents, models, endpoints, audit: audit.ok };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** Columns that say when and by which run a row was written. */
const varying = new Set(['_run_id', '_quarantined_at', 'scored_at', 'computed_at']);

async function digestOf(tables: TableFormat, engine: QueryEngine, name: string): Promise<unknown> {
  const snapshot = await tables.snapshot(name);
  const columns = snapshot.schema.fields.map((field) => field.name).filter((column) => !varying.has(column));
  const lines: string[] = [];
  const query = {
    sql: `select ${columns.map((column) => `"${column}"`).join(', ')} from {{t}}`,
    relations: { t: { kind: 'table', table: name, version: snapshot.version } as const },
  };
  for await (const batch of engine.query(query)) {
    for (const row of batch)
      lines.push(
        JSON.stringify((row as unknown as { toJSON(): unknown }).toJSON(), (_key, value: unknown) =>
          typeof value === 'bigint' ? String(value) : value,
        ),
      );
  }
  return {
    version: snapshot.version,
    rows: lines.length,
    digest: createHash('sha256').update(lines.sort().join('\n')).digest('hex'),
  };
}

function orders(month: number, rows: number): string {
  let seed = 1000 + month;
  const random = () => {
    seed = (48271 * seed) % 2147483647;
    return seed / 2147483647;
  };
  const lines = ['id,placed,customer,amount,late'];
  for (let row = 0; row < rows; row += 1) {
    const day = 1 + Math.floor(random() * 28);
    const customer = `c${Math.floor(random() * 12)}`;
    const amount = row % 97 === 5 ? -1 : Math.round(random() * (month >= 4 ? 400 : 100) * 100) / 100;
    const risk = 0.15 + (Number(customer.slice(1)) / 12) * 0.6;
    const late = random() < (month >= 4 ? 1 - risk : risk);
    lines.push(
      `m${month}-${row},2026-0${month}-${String(day).padStart(2, '0')}T10:00:00Z,${row % 89 === 3 ? '' : customer},${amount},${late}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

const config = `project: small
pipelines: [./pipeline.ts]
plugins:
${wholeConfig}  events: { use: '@penstock/events-memory' }
`;

const pipeline = `import { category, dayOfWeek, features, numeric } from '@penstock/core/models';
import { files, keep, monitor, pipeline, predictions, sql, stream, streamingTable, table, trained } from '@penstock/core/pipeline';

const spec = features({ amount_spent: numeric('amount'), customer_id: category('customer'), weekday: dayOfWeek('placed') });
const raw = streamingTable('raw', sql\`select id, cast(placed as timestamptz) as placed, customer, cast(amount as double) as amount, cast(late as boolean) as late from \${files('landing/*.csv')}\`);
const orders = streamingTable('orders', sql\`select * from \${stream(raw)}\`, {
  expect: { customer: keep(sql\`customer is not null\`).else('drop'), positive: keep(sql\`amount > 0\`).else('quarantine') },
});
const rows = streamingTable('rows', sql\`select id, placed, late, \${spec} from \${stream(orders)}\`);
const totals = table('totals', sql\`select customer, count(*) as n, sum(amount) as amount from \${orders} group by customer\`);
const late = trained('late', {
  from: rows, key: 'id', label: 'late', task: 'binary', features: spec, split: { by: 'placed', every: 'month', train: 2, test: 1 },
  with: 'gbt', baseline: 'linear', params: { numTrees: 8, numLeaves: 4 }, tune: { trials: 2, space: { learningRate: { type: 'uniform', low: 0.05, high: 0.3 } } },
  evaluate: { slices: ['customer_id'], minSliceRows: 10 }, deploy: 'late',
});
const scores = predictions('scores', { model: late, from: rows, columns: ['id', 'placed'] });
const watch = monitor('watch', { predictions: scores, by: 'placed', every: 'month', minRows: 50, labels: { from: rows, key: 'id', column: 'late' }, alert: { anyOf: ['amount_spent'] } });
export default pipeline('small', [totals, late, scores, watch]);
`;
