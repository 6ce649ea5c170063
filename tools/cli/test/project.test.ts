import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { answer, Folder, json, penstock } from './support/cli.ts';

const folder = new Folder();
const cwd = folder.at('shop');
const here = { cwd };
afterAll(() => folder.remove());

beforeAll(async () => {
  await answer(['init', 'shop', '--yes'], { cwd: folder.path });
});

describe('a new project', () => {
  test('has a configuration, a pipeline and some rows', () => {
    const files = ['penstock.yaml', 'pipeline.ts', 'lake/landing/orders-1.csv', 'package.json', '.gitignore'];
    expect(files.filter((file) => !existsSync(folder.at('shop', file)))).toEqual([]);
    expect(readFileSync(folder.at('shop', 'penstock.yaml'), 'utf8')).toContain('project: shop');
  });

  test('is not written over', async () => {
    writeFileSync(folder.at('shop', '.gitignore'), 'mine\n');
    const { code, stderr } = await penstock(['init', '--yes'], here);
    expect(code).toBe(exitCodes.failed);
    expect(stderr).toContain('error PEN_ALREADY_EXISTS');
    expect(stderr).toContain('penstock.yaml, pipeline.ts');
  });

  test('leaves files that others use as they are', async () => {
    const made = await json(['init', folder.at('other'), '--name', 'other-shop'], here);
    expect(made).toMatchObject({ project: 'other-shop', template: 'tables' });
    writeFileSync(folder.at('package.json'), '{}');
    const { files } = await json(['init', '--name', 'third'], { cwd: folder.path });
    expect(files).not.toContain('package.json');
    expect(readFileSync(folder.at('package.json'), 'utf8')).toBe('{}');
  });

  test('needs a name that can be one, and a template that there is', async () => {
    const named = await penstock(['init', folder.at('x'), '--name', 'No Name'], here);
    expect(named).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('is not a project name') });
    const template = await penstock(['init', folder.at('x'), '-y', '-t', 'nothing'], here);
    expect(template).toMatchObject({ code: exitCodes.usage, stderr: expect.stringContaining('tables, model') });
  });
});

describe('plan and check', () => {
  test('shows plugins, who feeds them, and steps with what they read, without setting anything up', async () => {
    const text = await answer(['plan'], here);
    expect(text).toMatch(/^engine +@penstock\/engine-duckdb +\S+ +query-engine@1 +store, tables$/m);
    expect(text).toMatch(/^raw_orders +streaming-table +landing\/\*\.csv +pipeline\.ts:4$/m);
    expect(text).toMatch(/^totals +table +orders +pipeline\.ts:\d+$/m);
    expect(existsSync(folder.at('shop', '.penstock'))).toBe(false);
  });

  test('compares two profiles', async () => {
    writeFileSync(
      folder.at('shop', 'penstock.big.yaml'),
      'plugins:\n  engine: { with: { threads: 8 } }\n  audit: null\n',
    );
    const { differences } = await json(['plan', '--from', 'local', '--to', 'big'], here);
    expect(differences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'capability-lost', subject: 'audit-log@1' }),
        expect.objectContaining({ kind: 'option-changed', subject: 'engine.threads', to: '8' }),
      ]),
    );
    expect((await penstock(['plan', '--from', 'local'], here)).code).toBe(exitCodes.usage);
  });

  test('is sound, also when looked at deeply, before anything has run', async () => {
    expect(await json(['check'], here)).toMatchObject({
      ok: true,
      plugins: 4,
      pipelines: [{ name: 'shop', steps: 3 }],
    });
    const deep = await answer(['check', '--deep'], here);
    expect(deep).toContain('the engine understands 3 queries and their expectations');
  });

  test('tells what would run when it may look', async () => {
    const { pipelines } = await json(['plan', '--state'], here);
    expect(pipelines[0].steps.map((step: { outlook: unknown }) => step.outlook)).toEqual(
      Array(3).fill({ state: 'never run' }),
    );
  });
});

describe('run', () => {
  test('brings all tables up to date, and proves that no row got lost', async () => {
    const { code, stdout, stderr } = await penstock(['run'], here);
    expect(code).toBe(exitCodes.ok);
    expect(stdout).toMatch(/^step +kind +status +version +rows in += kept +\+ dropped +\+ quarantined +time$/m);
    expect(stdout).toMatch(/^raw_orders +streaming-table +succeeded +0 +5 +5 +0 +0 /m);
    expect(stdout).toMatch(/^orders +streaming-table +succeeded +0 +5 +3 +1 +1 /m);
    expect(stdout).toMatch(/^totals +table +succeeded +0 +2 +2 +0 +0 /m);
    expect(stdout).toContain('"has a customer" does not hold for 1 row (drop)');
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d orders done in .*, 3 rows$/m);
  });

  test('does nothing twice', async () => {
    const { stdout, stderr } = await penstock(['run', '--quiet'], here);
    expect(stdout).toContain('nothing to do, everything is up to date');
    expect(stderr).toBe('');
  });

  test('with --json tells what happens, one event a line', async () => {
    copyFileSync(folder.at('shop/lake/landing/orders-1.csv'), folder.at('shop/lake/landing/orders-2.csv'));
    const { pipelines } = await json(['plan', '--state'], here);
    expect(pipelines[0].steps.map((step: { outlook: unknown }) => step.outlook)).toEqual([
      { state: 'new data', because: '1 new file' },
      { state: 'follows', because: 'raw_orders' },
      { state: 'follows', because: 'orders' },
    ]);
    const { stdout, stderr } = await penstock(['run', '--select', 'raw_orders+', '--by', 'ada', '--json'], here);
    expect(stderr).toBe('');
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; step?: string; status?: string });
    expect(events[0]).toMatchObject({ type: 'run-started', steps: ['raw_orders', 'orders', 'totals'] });
    expect(events.filter((event) => event.type === 'step-finished').map(({ step, status }) => [step, status])).toEqual([
      ['raw_orders', 'succeeded'],
      ['orders', 'succeeded'],
      ['totals', 'succeeded'],
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', status: 'succeeded' });
  });

  test('there is nothing to resume', async () => {
    const { code, stderr } = await penstock(['resume'], here);
    expect(code).toBe(exitCodes.notFound);
    expect(stderr).toContain('error PEN_RUN_NOTHING_TO_RESUME');
  });

  test('refuses pipelines and steps that there are not', async () => {
    expect(await penstock(['run', 'nope'], here)).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringContaining('there is shop'),
    });
    expect(await penstock(['run', '--select', 'nope'], here)).toMatchObject({
      code: exitCodes.usage,
      stderr: expect.stringContaining('PEN_SELECTION_UNKNOWN'),
    });
  });
});

describe('what is there', () => {
  test('status shows the last run and the tables', async () => {
    const text = await answer(['status'], here);
    expect(text).toMatch(/^run \S+ of shop succeeded in .*, started /m);
    expect(text).toMatch(/^orders +1 +6$/m);
    expect(await json(['status'], here)).toMatchObject({ project: 'shop', run: { status: 'succeeded' } });
  });

  test('tables lists them with rows and sizes', async () => {
    expect(await answer(['tables'], here)).toMatch(/^orders_quarantine +1 +2 /m);
    const tables = (await json(['tables'], here)) as readonly { name: string }[];
    expect(tables.map((table) => table.name)).toEqual(['orders', 'orders_quarantine', 'raw_orders', 'totals']);
  });

  test('tables show gives columns and rows, also of an earlier version', async () => {
    const text = await answer(['tables', 'show', 'totals'], here);
    expect(text).toMatch(/^ada +4 +39\.5$/m);
    expect(await answer(['tables', 'show', 'totals', '--version', '0'], here)).toMatch(/^ada +2 +19\.75$/m);
    const quarantine = await json(['tables', 'show', 'orders_quarantine', '--limit', '1'], here);
    expect(quarantine.sample).toHaveLength(1);
    expect(quarantine.sample[0]).toMatchObject({ customer: 'alan', amount: -3, _failed: ['positive amount'] });
  });

  test('tables history names operations, rows written and versions', async () => {
    expect(await answer(['tables', 'history', 'orders'], here)).toMatch(/^ +1 .* STREAMING UPDATE .* 3 /m);
    expect(await json(['tables', 'history', 'orders', '-n', '1'], here)).toHaveLength(1);
  });

  test('tables and versions that there are not are named', async () => {
    expect(await penstock(['tables', 'show', 'nope'], here)).toMatchObject({ code: exitCodes.notFound });
    expect(await penstock(['tables', 'show', 'orders', '--version', '9'], here)).toMatchObject({
      code: exitCodes.notFound,
      stderr: expect.stringContaining('PEN_TABLE_VERSION'),
    });
  });

  test('runs lists runs, newest first; show gives the steps of one', async () => {
    const [newest] = await json(['runs', '--limit', '1'], here);
    expect(newest).toMatchObject({ pipeline: 'shop', status: 'succeeded', by: 'ada' });
    const shown = await answer(['runs', 'show', newest.runId.split('-')[2]], here);
    expect(shown).toMatch(/^totals +table +succeeded/m);
    expect(await penstock(['runs', 'show', 'nope'], here)).toMatchObject({ code: exitCodes.notFound });
  });

  test('the audit log has every step, and is unbroken', async () => {
    expect(await answer(['audit', '--limit', '3'], here)).toContain('runFinished');
    const { ok, head } = await json(['audit', 'verify'], here);
    expect(ok).toBe(true);
    expect(await answer(['audit', 'verify', '--head', head], here)).toMatch(/^ok {2}\d+ entries, unbroken$/m);
  });

  test('an altered audit log is found out', async () => {
    const entry = folder.at('shop/lake/audit/000000000003.json');
    const text = readFileSync(entry, 'utf8');
    writeFileSync(entry, text.replace('shop', 'shap'));
    const { code, stdout } = await penstock(['audit', 'verify'], here);
    writeFileSync(entry, text);
    expect(code).toBe(exitCodes.unsound);
    expect(stdout).toContain('broken  entry 3');
  });

  test('what needs a plugin that is not configured says which one to add', async () => {
    const { code, stderr } = await penstock(['models'], here);
    expect(code).toBe(exitCodes.usage);
    expect(stderr).toContain('PEN_CAPABILITY_MISSING');
    expect(stderr).toContain('@penstock/tracking-local');
  });
});

describe('help with the project', () => {
  test('plugins, schema and doctor', async () => {
    expect(await answer(['plugins'], here)).toMatch(/^tables +table-delta +\S+ +table-format@1 /m);
    expect(await json(['schema'], here)).toMatchObject({ title: 'Penstock configuration' });
    const findings = (await json(['doctor'], here)) as readonly { check: string; level: string }[];
    expect(findings.filter((item) => item.level === 'fail')).toEqual([]);
    expect(findings.map((item) => item.check)).toEqual(
      expect.arrayContaining(['node', 'configuration', 'pipelines', 'disk', 'writing', 'clock', 'plugins', 'python']),
    );
  });

  test('schema writes a file for editors', async () => {
    await answer(['schema', '--out', 'schema.json'], here);
    expect(JSON.parse(readFileSync(folder.at('shop/schema.json'), 'utf8'))).toHaveProperty('properties.plugins');
  });

  test.each([
    ['pen_pipeline_busy', 'Another run of this pipeline is going on'],
    ['promotionRequested', 'the first denial wins'],
    ['object-store', 'needed by'],
    ['engine', 'tables: table-format@1 from tables'],
  ])('explain %s', async (name, text) => {
    expect(await answer(['explain', name], here)).toContain(text);
  });

  test('what nobody knows cannot be explained', async () => {
    expect(await penstock(['explain', 'blah'], here)).toMatchObject({ code: exitCodes.notFound });
  });
});

test('without a configuration there is a whole local platform', async () => {
  const empty = new Folder();
  try {
    const { plugins } = await json(['plan'], { cwd: empty.path });
    expect(plugins.length).toBeGreaterThan(10);
    writeFileSync(
      empty.at('pipeline.ts'),
      "import { pipeline, sql, table } from '@penstock/core/pipeline';\nexport default pipeline('tiny', [table('one', sql`select 1 as x`)]);\n",
    );
    const { code, stdout, stderr } = await penstock(['run', '--cwd', empty.path]);
    expect({ code, warnings: stderr.includes('Warning') }).toEqual({ code: 0, warnings: false });
    expect(stdout).toMatch(/^one +table +succeeded/m);
    expect(existsSync(empty.at('.penstock/store/tables/one'))).toBe(true);
  } finally {
    empty.remove();
  }
});
