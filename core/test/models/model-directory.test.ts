import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseYaml, stringifyYaml } from '../../src/config/yaml.ts';
import {
  batchOfRows,
  category,
  features,
  hour,
  numeric,
  openModel,
  readModel,
  saveModel,
} from '../../src/models/index.ts';
import { linearFlavor, writeLinearModel } from '../../src/testing/models/linear-flavor.ts';

const spec = features({ hour: hour('date'), distance: numeric('distance'), origin: category('origin') });
const weights = { hour: 0.1, distance: -0.001, origin: { ATL: 1, JFK: -1 } };
const row = { date: '2001-01-01T10:30:00', distance: 500, origin: 'ATL' };

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'penstock-models-'));
});
afterAll(() => rm(root, { recursive: true }));

async function makeModel(name: string, change: Partial<Parameters<typeof saveModel>[0]> = {}): Promise<string> {
  const dir = join(root, name);
  await mkdir(dir);
  const task = change.task ?? 'binary';
  const flavors = await writeLinearModel(dir, { task, intercept: -0.5, weights });
  await saveModel({ dir, task, features: spec, flavors, runId: 'run-1', inputExample: [row], ...change });
  return dir;
}

test('A saved model reads back as it was described', async () => {
  const dir = await makeModel('described', { threshold: 0.3, metadata: { tables: { flights: 7 } } });
  const manifest = await readModel(dir);
  expect(manifest).toMatchObject({
    artifactPath: 'model',
    runId: 'run-1',
    task: 'binary',
    threshold: 0.3,
    features: spec,
    flavors: { linear: { data: 'linear.json' } },
    metadata: { tables: { flights: 7 } },
    signature: {
      inputs: [
        { name: 'date', type: 'datetime', required: true },
        { name: 'distance', type: 'double', required: true },
        { name: 'origin', type: 'string', required: true },
      ],
      outputs: [
        { name: 'probability', type: 'double', required: true },
        { name: 'prediction', type: 'long', required: true },
      ],
    },
  });
  expect(Object.keys(manifest.files)).toEqual([
    'features.json',
    'input_example.json',
    'linear.json',
    'serving_input_example.json',
  ]);
  expect(manifest.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(Math.abs(Date.parse(manifest.createdAt) - Date.now())).toBeLessThan(60_000);
});

test('Rows, several rows and batches score the same, and the threshold decides', async () => {
  const model = await openModel(await makeModel('scoring', { threshold: 0.7 }), [linearFlavor()]);
  const rows = [row, { ...row, origin: 'JFK' }, { ...row, origin: null, distance: Number.NaN }];
  const predictions = await model.predictRows(rows);
  expect(await Promise.all(rows.map((raw) => model.predictRow(raw)))).toEqual(predictions);
  const expected = [10 * 0.1 - 0.5 + 1 - 0.5, 10 * 0.1 - 0.5 - 1 - 0.5, 10 * 0.1 - 0.5].map(
    (x) => 1 / (1 + Math.exp(-x)),
  );
  expect(predictions.map(({ probability }) => probability)).toEqual(expected.map((x) => expect.closeTo(x, 12)));
  expect(predictions.map(({ prediction }) => prediction)).toEqual([1, 0, 0]);
  const batch = batchOfRows([{ hour: 10, distance: 500, origin: 'ATL' }], spec);
  expect([...(await model.scoreBatch(batch))]).toEqual([predictions[0]?.probability]);
  await model.close();
});

test('A model that prefers batches gets its rows as one', async () => {
  const batches: number[] = [];
  const flavor = linearFlavor({ prefersBatches: true, onBatch: (rows) => batches.push(rows) });
  const model = await openModel(await makeModel('batches'), [flavor]);
  expect(await model.predictRows([row, row, row])).toHaveLength(3);
  expect(batches).toEqual([3]);
});

test('A regression model predicts the value alone', async () => {
  const model = await openModel(await makeModel('regression', { task: 'regression' }), [linearFlavor()]);
  expect(await model.predictRow(row)).toEqual({ prediction: 10 * 0.1 - 0.5 + 1 - 0.5 });
  expect(model.manifest.signature.outputs).toEqual([{ name: 'prediction', type: 'double', required: true }]);
});

test('A bad row among several is named by number and column', async () => {
  const model = await openModel(await makeModel('bad-row'), [linearFlavor()]);
  await expect(model.predictRows([row, { ...row, origin: 1 }])).rejects.toMatchObject({
    code: 'PEN_MODEL_INPUT',
    message: expect.stringMatching(/^Row 1: Column "origin"/),
  });
});

test('The flavor of the highest preference that both sides have is loaded', async () => {
  const dir = join(root, 'flavors');
  await mkdir(dir);
  const model = { task: 'binary', intercept: 0, weights } as const;
  const flavors = { ...(await writeLinearModel(dir, model, 'a')), ...(await writeLinearModel(dir, model, 'b')) };
  await saveModel({ dir, task: 'binary', features: spec, flavors });
  const configured = [
    linearFlavor({ flavor: 'a', preference: 1 }),
    linearFlavor({ flavor: 'b', preference: 2 }),
    linearFlavor({ flavor: 'c', preference: 3 }),
  ];
  expect((await openModel(dir, configured)).flavor).toBe('b');
  await expect(openModel(dir, configured.slice(2))).rejects.toMatchObject({
    code: 'PEN_MODEL_FLAVOR',
    message: expect.stringMatching(/It has: a, b\. Configured: c/),
  });
  await expect(openModel(dir, [])).rejects.toMatchObject({ message: expect.stringContaining('Configured: none') });
});

test('The digest is of every byte, and files that came later do not count', async () => {
  const dir = await makeModel('digest');
  const { digest } = await readModel(dir);
  const copy = join(root, 'digest-copy');
  await cp(dir, copy, { recursive: true });
  await writeFile(join(copy, 'registered_model_meta'), 'model_name: late\n');
  expect((await readModel(copy)).digest).toBe(digest);
  await writeFile(join(copy, 'MLmodel'), `${await readFile(join(copy, 'MLmodel'), 'utf8')}extra: 1\n`);
  expect((await readModel(copy)).digest).not.toBe(digest);
});

test.each([
  ['linear.json', 'other', 'linear.json', 'bytes differ'],
  ['linear.json', undefined, 'linear.json', 'cannot be read'],
  ['features.json', '{}', 'features.json', 'bytes differ'],
  ['MLmodel', undefined, 'MLmodel', 'cannot be read'],
  ['MLmodel', ':\n- [', 'MLmodel', 'not YAML'],
  ['MLmodel', '[]', 'MLmodel', 'top level'],
])('A model whose %s became %j is refused by the name of the file', async (file, content, named, problem) => {
  const dir = await makeModel(`damaged-${Math.random()}`);
  if (content === undefined) await rm(join(dir, file));
  else await writeFile(join(dir, file), content);
  await expect(readModel(dir)).rejects.toMatchObject({
    code: 'PEN_MODEL_INVALID',
    message: expect.stringContaining(problem),
    details: { at: join(dir, named) },
  });
});

test.each([
  ['flavors', {}, 'flavors'],
  ['model_uuid', undefined, 'model_uuid'],
  ['signature', { inputs: 'x', outputs: '[]' }, 'signature.inputs'],
  ['signature', undefined, 'signature'],
  ['utc_time_created', 'today', 'utc_time_created'],
  ['metadata', {}, 'metadata.penstock'],
  [
    'metadata',
    { penstock: { version: 1, task: 'binary', threshold: 0.5, files: { '../x': 'y' } } },
    'metadata.penstock.files',
  ],
  ['metadata', { penstock: { version: 1, task: 'regression', files: {} } }, 'metadata.penstock.files'],
])('MLmodel with a bad %s (%j) is refused by the name of the field', async (key, value, field) => {
  const dir = await makeModel(`field-${Math.random()}`);
  const path = join(dir, 'MLmodel');
  const mlmodel = parseYaml(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeFile(path, stringifyYaml({ ...mlmodel, [key]: value }));
  await expect(readModel(dir)).rejects.toMatchObject({
    code: 'PEN_MODEL_INVALID',
    message: expect.stringContaining(`field ${field}`),
  });
});

test('A model without its flavor files, without flavors or with a bad example is not saved', async () => {
  const dir = join(root, 'incomplete');
  await mkdir(dir);
  const base = { dir, task: 'binary', features: spec } as const;
  await expect(saveModel({ ...base, flavors: { onnx: { data: 'model.onnx' } } })).rejects.toMatchObject({
    code: 'PEN_MODEL_INVALID',
    details: { at: join(dir, 'model.onnx') },
  });
  await expect(saveModel({ ...base, flavors: {} })).rejects.toMatchObject({ code: 'PEN_MODEL_INVALID' });
  const flavors = await writeLinearModel(dir, { task: 'binary', intercept: 0, weights });
  await expect(saveModel({ ...base, flavors, inputExample: [{ date: 'x' }] })).rejects.toMatchObject({
    code: 'PEN_MODEL_INPUT',
  });
  await expect(readModel(dir)).rejects.toMatchObject({
    code: 'PEN_MODEL_INVALID',
    details: { at: join(dir, 'MLmodel') },
  });
});
