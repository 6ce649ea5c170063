import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainContext, TrainFunction } from '@penstock/core/contracts';
import { Dictionary, Float64, Int32, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gbtParams } from '../src/gbt/gbt-params.ts';
import { trainGbt } from '../src/gbt/train-gbt.ts';
import plugin, { flavor, linear } from '../src/index.ts';
import { NativeFlavor } from '../src/native-flavor.ts';
import { parseModel } from '../src/scorer/parse-model.ts';
import { CheckpointFile } from '../src/training/checkpoint-file.ts';
import gbtModule from '../src/training/gbt-module.ts';
import linearModule from '../src/training/linear-module.ts';
import { readTrainingData } from '../src/training/read-training-data.ts';
import { storageError } from '../src/training/storage-error.ts';
import { onnxScores } from './onnx-session.ts';
import { rowsOf, syntheticData } from './synthetic-data.ts';

let dir: string;
let context: TrainContext;
let logged: string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'penstock-train-'));
  for (const name of ['model', 'checkpoints']) await mkdir(join(dir, name));
  await writeFile(join(dir, 'train.arrow'), arrowFile(1));
  await writeFile(join(dir, 'valid.arrow'), arrowFile(2));
  logged = [];
  context = {
    data: { train: join(dir, 'train.arrow'), valid: join(dir, 'valid.arrow') },
    features: syntheticData({ rows: 2 }).columns.map(({ name, type }) => ({ name, type })),
    label: 'label',
    task: 'binary',
    params: {},
    seed: 1,
    modelDir: join(dir, 'model'),
    checkpointDir: join(dir, 'checkpoints'),
    signal: new AbortController().signal,
    progress: () => {},
    log: (line) => void logged.push(line),
  };
});
afterEach(() => rm(dir, { recursive: true }));

function arrowFile(seed: number): Uint8Array {
  const data = syntheticData({ rows: 1000, seed });
  const rows = rowsOf(data);
  const value = (name: string) => rows.map((row) => row[name] ?? null);
  const text = new Dictionary(new Utf8(), new Int32());
  return tableToIPC(
    new Table({
      price: vectorFromArray(value('price'), new Float64()),
      hour: vectorFromArray(value('hour'), new Int32()),
      kind: vectorFromArray(value('kind'), text),
      city: vectorFromArray(value('city'), new Utf8()),
      label: vectorFromArray([...data.label], new Int32()),
    }),
    'file',
  );
}

describe.each<[string, TrainFunction]>([
  ['gbt', gbtModule],
  ['linear', linearModule],
])('the %s training module', (_, train) => {
  test('writes a model whose two flavors agree with the metrics it reports', async () => {
    const { metrics, flavors } = await train(context);
    expect((await readdir(context.modelDir)).sort()).toEqual(['model.json', 'model.onnx']);
    expect(flavors['onnx']).toMatchObject({ data: 'model.onnx', missing_category: '(missing)' });
    const scorer = await new NativeFlavor(1).load(context.modelDir, flavors['penstock_native'] ?? {});
    const valid = syntheticData({ rows: 1000, seed: 2 });
    const rows = rowsOf(valid);
    const native = await Promise.all(rows.map(async (row) => scorer.scoreRow(row)));
    const losses = native.map((score, row) => -Math.log(valid.label[row] === 1 ? score : 1 - score));
    expect(metrics['logloss']).toBeCloseTo(losses.reduce((sum, loss) => sum + loss) / 1000, 10);
    expect(metrics['auc']).toBeGreaterThan(0.65);
    const { features } = parseModel(await readFile(join(context.modelDir, 'model.json'), 'utf8'), 'model.json');
    const onnx = await onnxScores(await readFile(join(context.modelDir, 'model.onnx')), features, rows);
    expect(Math.max(...native.map((score, row) => Math.abs(score - onnx[row]!)))).toBeLessThanOrEqual(1e-6);
  });

  test('refuses a parameter it does not know', async () => {
    await expect(train({ ...context, params: { trees: 5 } })).rejects.toMatchObject({
      code: 'PEN_TRAINING_PARAMS',
      message: expect.stringContaining('trees: unknown'),
    });
  });

  test('names the data it cannot read', async () => {
    await writeFile(join(dir, 'torn.arrow'), arrowFile(1).subarray(0, 500));
    for (const file of ['torn.arrow', 'nowhere.arrow']) {
      const broken = { ...context, data: { train: join(dir, file) } };
      await expect(train(broken)).rejects.toMatchObject({
        code: 'PEN_TRAINING_DATA',
        message: expect.stringContaining(file),
      });
    }
    await expect(train({ ...context, data: {} })).rejects.toMatchObject({ code: 'PEN_TRAINING_DATA' });
  });
});

describe('the checkpoint of a training process', () => {
  test('lets the next process go on, to the same model', async () => {
    const whole = await gbtModule({ ...context, modelDir: dir });
    const data = await readTrainingData(context);
    const abort = new AbortController();
    const file = new CheckpointFile(context.checkpointDir);
    const interrupted = trainGbt(
      { ...data, params: gbtParams.parse({}), seed: 1 },
      {
        signal: abort.signal,
        onTree: async (event) => {
          if (event.trees === 40) await file.write(event.checkpoint());
          if (event.trees === 50) abort.abort();
        },
      },
    );
    await expect(interrupted).rejects.toMatchObject({ code: 'PEN_ABORTED' });
    expect(await gbtModule(context)).toEqual(whole);
    expect(logged).toEqual(['went on from a checkpoint of 40 trees']);
    for (const name of ['model.json', 'model.onnx'])
      expect(await readFile(join(context.modelDir, name))).toEqual(await readFile(join(dir, name)));
  });

  test('is passed over when it cannot be read', async () => {
    const file = new CheckpointFile(context.checkpointDir);
    for (const text of ['', '{"format":', '{"format":"other"}']) {
      await writeFile(file.path, text);
      expect(await file.read()).toBeUndefined();
    }
    await gbtModule({ ...context, params: { numTrees: 3 } });
    expect(logged).toEqual([]);
  });
});

test('the native flavor refuses an entry of MLmodel without its file', async () => {
  await expect(new NativeFlavor(1).load(dir, {})).rejects.toMatchObject({
    code: 'PEN_MODEL_INVALID',
    message: expect.stringContaining('MLmodel'),
  });
});

test('the three plugins differ in name', () => {
  expect([plugin.name, linear.name, flavor.name]).toEqual(['trainer-gbt', 'trainer-linear', 'flavor-native']);
});

test('a folder that cannot be written to is named', async () => {
  await writeFile(join(dir, 'file'), '');
  const blocked = { ...context, params: { numTrees: 2 }, modelDir: join(dir, 'file') };
  await expect(gbtModule(blocked)).rejects.toMatchObject({
    code: 'PEN_STORAGE_FAILED',
    message: expect.stringContaining(join(dir, 'file')),
  });
  expect(storageError('x', Object.assign(new Error('full'), { code: 'ENOSPC' })).code).toBe('PEN_STORAGE_FULL');
  expect(storageError('x', Object.assign(new Error('no'), { code: 'EROFS' })).code).toBe('PEN_STORAGE_DENIED');
});
