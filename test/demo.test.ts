import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuditLog, ModelFlavor, ObjectStore, QueryEngine, TableFormat, Tracking } from '@penstock/core/contracts';
import { openModel } from '@penstock/core/models';
import { listRunIds, loadPlan, openPlatform, type Platform, readRun } from '@penstock/core/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const example = join(root, 'examples/flight-delays');

/** One flight in a hundred: the same story in seconds. */
const every = '100';
let project = '';
let first = { code: -1, output: '' };

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'penstock-demo-'));
  for (const file of ['pipeline.ts', 'features.ts']) await cp(join(example, file), join(project, file));
  // So few flights make a weaker model, and no airport has enough of them to be judged by itself.
  const config = await readFile(join(example, 'penstock.yaml'), 'utf8');
  await writeFile(
    join(project, 'penstock.yaml'),
    config.replace('min: 0.64', 'min: 0.55').replace(/ {10}slices:\n.*\n/, ''),
  );
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'));
  first = await demo();
}, 300_000);

afterAll(() => rm(project, { recursive: true, force: true }));

describe('the main job on one flight in a hundred', () => {
  test('ends well, with a summary and a report', () => {
    expect(first.code, first.output).toBe(0);
    expect(first.output).toMatch(/Try next/);
    expect(first.output).toMatch(/Report {4}.*\.html/);
    expect(first.output).toMatch(/p50 \d+\.\d+ ms/);
  });

  test('accounts for every row that landed, in every table', async () => {
    await using platform = await open();
    const store = platform.get(ObjectStore);
    const runs = await Promise.all((await listRunIds(store)).map((id) => readRun(store, id)));
    const counted = runs
      .flatMap((run) => run?.steps ?? [])
      .flatMap(
        (step) =>
          (step.result?.['rows'] as { in?: number; kept: number; dropped: number; quarantined: number } | undefined) ??
          [],
      );
    const flows = counted.filter((rows) => rows.in !== undefined);
    expect(flows.length).toBeGreaterThan(10);
    for (const rows of flows) expect(rows.in).toBe(rows.kept + rows.dropped + rows.quarantined);
    const [landed] = await rowsOf<{ n: number }>(
      platform,
      'select cast(count(*) as double) as n from {{raw_flights}}',
      ['raw_flights'],
    );
    const months = await rowsOf<{ m: string; n: number }>(
      platform,
      "select strftime(date, '%Y-%m') as m, cast(count(*) as double) as n from {{flights}} group by 1 order by 1",
      ['flights'],
    );
    expect(landed?.n).toBeGreaterThan(25_000);
    expect(months.map((row) => row.m)).toEqual(
      expect.arrayContaining(['2001-01', '2001-02', '2001-03', '2001-04', '2001-05', '2001-06']),
    );
  });

  test('training data, batch scores and live requests see the same features: scores agree row by row', async () => {
    await using platform = await open();
    const scored = await rowsOf<{
      date: string;
      distance: number;
      origin: string;
      destination: string;
      probability: number;
      model_version: string;
    }>(
      platform,
      `select strftime(r.date, '%Y-%m-%dT%H:%M:%SZ') as date, cast(r.distance as double) as distance, r.origin, r.destination, s.probability, s.model_version
       from {{flight_scores}} s join {{raw_flights}} r using (flight_id) order by s.flight_id limit 500`,
      ['flight_scores', 'raw_flights'],
    );
    expect(scored.length).toBe(500);
    const tracking = platform.get(Tracking);
    const version = await tracking.getModelVersion('late-flights', scored[0]?.model_version ?? '');
    const model = await openModel(
      await tracking.artifactPath(version?.runId ?? '', 'model'),
      platform.all(ModelFlavor).map((entry) => entry.value),
    );
    for (const { probability, model_version: _, ...flight } of scored)
      expect((await model.predictRow(flight)).probability).toBeCloseTo(probability, 9);
    await model.close();
  });

  test('the model in use has passed its gates, is tracked with its trials, and bound to data and digest', async () => {
    await using platform = await open();
    const tracking = platform.get(Tracking);
    const champion = await tracking.getModelVersionByAlias('late-flights', 'champion');
    expect(champion?.tags).toMatchObject({
      'penstock.promotion': 'promoted',
      'penstock.digest': expect.stringMatching(/^[0-9a-f:sha]+$/),
      'penstock.data': expect.stringContaining('flight_features'),
    });
    const { experimentId } = await tracking.ensureExperiment('flight-delays');
    const trials = (await tracking.searchRuns({ experimentIds: [experimentId], limit: 200 })).items.filter(
      (run) => 'penstock.trial' in run.tags,
    );
    expect(trials.length).toBeGreaterThanOrEqual(8);
    expect(await platform.get(AuditLog).verify()).toMatchObject({ ok: true });
  });

  test('a second time there is nothing to redo', async () => {
    const again = await demo();
    expect(again.code, again.output).toBe(0);
    expect(again.output).toMatch(/Nothing to redo/);
    await using platform = await open();
    const store = platform.get(ObjectStore);
    const [newest = ''] = await listRunIds(store);
    const statuses = (await readRun(store, newest))?.steps.map((step) => step.status);
    expect(new Set(statuses)).toEqual(new Set(['up-to-date']));
  }, 120_000);
});

async function demo(): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(example, 'demo.ts'), '--project', project, '--every', every], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, output };
}

async function open(): Promise<Platform> {
  return openPlatform({ plan: await loadPlan({ cwd: project }) });
}

async function rowsOf<T>(platform: Platform, sql: string, tables: readonly string[]): Promise<readonly T[]> {
  const relations: Record<string, { kind: 'table'; table: string; version: number }> = {};
  for (const table of tables)
    relations[table] = { kind: 'table', table, version: (await platform.get(TableFormat).latestVersion(table)) ?? -1 };
  const rows: T[] = [];
  for await (const batch of platform.get(QueryEngine).query({ sql, relations }))
    for (const row of batch) rows.push((row as unknown as { toJSON(): T }).toJSON());
  return rows;
}
