import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { answer, Folder, json, type Outcome, penstock, start } from './support/cli.ts';

// The project of `init --template model`, in which somebody has to approve what takes over.
const folder = new Folder();
const here = { cwd: folder.path };
afterAll(() => folder.remove());

let first: Outcome;
beforeAll(async () => {
  await answer(['init', '--template', 'model', '--name', 'parcels'], here);
  const config = folder.at('penstock.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('required: 0', 'required: 1'));
  const pipeline = folder.at('pipeline.ts');
  writeFileSync(pipeline, readFileSync(pipeline, 'utf8').replace('trials: 4', 'trials: 2'));
  first = await penstock(['run', '--by', 'ada'], here);
}, 120_000);

describe('a model that needs an approval', () => {
  test('is trained, and the run says what it waits for', () => {
    expect(first.code).toBe(exitCodes.ok);
    expect(first.stdout).toMatch(/^late-parcels +model +succeeded +1 /m);
    expect(first.stdout).toMatch(/late-parcels: version 1: auc 0\.\d{4} \(linear: 0\.\d{4}\)/);
    expect(first.stdout).toMatch(/late-parcels: version 1 pending: .*penstock approve/);
    expect(first.stdout).toMatch(/parcel_scores: no version of late-parcels is champion yet/);
  });

  test('is denied until somebody has approved', async () => {
    const { code, stdout } = await penstock(['models', 'promote', 'late-parcels', '1'], here);
    expect(code).toBe(exitCodes.denied);
    expect(stdout).toContain('pending late-parcels version 1');
    expect(await answer(['status'], here)).toMatch(
      /^waiting late-parcels version 1 as champion; next: penstock approve /m,
    );
  });

  test('is listed by approve, and put into use and deployed once it is approved', async () => {
    const [pending] = await json(['approve'], here);
    expect(pending).toMatchObject({ model: 'late-parcels', version: '1', state: 'pending', required: 1 });
    expect(await answer(['approve'], here)).toContain(pending.id);
    const done = await json(['approve', pending.id, '--by', 'grace', '--comment', 'good enough'], here);
    expect(done).toMatchObject({ approval: { state: 'approved' }, promotion: { status: 'promoted' } });
    expect(await answer(['approve'], here)).toBe('Nothing waits for an approval\n');
  });

  test('is shown with its quality, slices and trials', async () => {
    expect(await answer(['models'], here)).toMatch(/^late-parcels +1 +champion = 1 /m);
    expect(await answer(['models', 'versions', 'late-parcels'], here)).toMatch(/^ +1 +champion +promoted /m);
    const shown = await answer(['models', 'show', 'late-parcels'], here);
    expect(shown).toMatch(/^metric +this version +linear$/m);
    expect(shown).toMatch(/^by +cheap +\d+ +0\.\d+$/m);
    expect(shown).toMatch(/^km +\d+\.\d %/m);
    expect(await answer(['runs', 'tracked'], here)).toMatch(/late-parcels-1 +finished +0\.\d+/);
    expect(await penstock(['models', 'show', 'nope'], here)).toMatchObject({
      code: exitCodes.notFound,
      stderr: expect.stringContaining('There is late-parcels.'),
    });
  });
});

describe('data that arrive later', () => {
  test('are scored and watched; drift asks for a new training, which can wait', async () => {
    expect(await answer(['run', '--select', 'parcel_scores'], here)).toMatch(/^parcel_scores +predictions +succeeded/m);
    renameSync(folder.at('later/parcels-2026-04.csv'), folder.at('lake/landing/parcels-2026-04.csv'));
    const { code, stdout } = await penstock(['run', '--no-retrain'], here);
    expect(code).toBe(exitCodes.ok);
    expect(stdout).toMatch(/^late-parcels +model +up to date /m);
    expect(stdout).toMatch(/^parcel_scores +predictions +succeeded/m);
    expect(stdout).toMatch(/parcel_drift: 2026-04-01: .*; retraining requested/);
    expect(await answer(['plan', '--state'], here)).toMatch(/^late-parcels .* retraining asked for: 2026-04-01: /m);
  });

  test('monitor shows what drifted and by how much', async () => {
    const text = await answer(['monitor'], here);
    expect(text).toMatch(/^2026-04-01 +1 +km +\S+ +[\d.]+ +[\d.]+ +\S+ +drift +1,500$/m);
    expect(text).toMatch(/^window +version +auc +logloss +base_rate /m);
    const [{ monitor, findings }] = await json(['monitor', '--run', '--windows', '1'], here);
    expect(monitor).toBe('parcel_drift');
    expect(findings).toContainEqual(expect.objectContaining({ column: 'km', level: 'drift' }));
  });
});

test('serve answers over HTTP, and SIGTERM ends it in good order', async () => {
  const { child, outcome, said } = start(['serve', '--port', '0', '--json'], here);
  let written = '';
  child.stdout?.on('data', (text: string) => {
    written += text;
  });
  await said('\n');
  const { url, endpoints } = JSON.parse(written) as { url: string; endpoints: readonly { endpoint: string }[] };
  expect(endpoints).toMatchObject([{ endpoint: 'late-parcels', current: { version: '1' } }]);
  const response = await fetch(`${url}/endpoints/late-parcels/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ dataframe_records: [{ sent: '2026-05-01T18:00:00Z', distance: 800, carrier: 'cheap' }] }),
  });
  const { predictions } = (await response.json()) as { predictions: readonly { probability: number }[] };
  expect(predictions[0]?.probability).toBeGreaterThan(0.5);
  child.kill('SIGTERM');
  expect(await outcome).toMatchObject({ code: exitCodes.ok });
});

test('serve prints a request to try; a port that is taken is refused by name', async () => {
  const { child, outcome, said } = start(['serve', '--port', '0'], here);
  let written = '';
  child.stdout?.on('data', (text: string) => {
    written += text;
  });
  await said('Ctrl-C ends it');
  expect(written).toMatch(/try: curl http:\S+\/invocations .*"columns":\["sent","distance","carrier"\]/);
  const port = /serving at http:\/\/127\.0\.0\.1:(\d+)/.exec(written)?.[1] ?? '';
  expect(await penstock(['serve', '--port', port], here)).toMatchObject({
    code: exitCodes.failed,
    stderr: expect.stringContaining('error PEN_ADDRESS_IN_USE'),
  });
  child.kill('SIGINT');
  expect(await outcome).toMatchObject({ code: exitCodes.ok });
});
