import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Dataset } from '../src/dataset/dataset.ts';
import { gbtParams } from '../src/gbt/gbt-params.ts';
import { trainGbt } from '../src/gbt/train-gbt.ts';
import { scorerOf } from '../src/scorer/scorer-of.ts';
import { datasetBatch } from '../src/training/dataset-batch.ts';
import { scoreMetrics } from '../src/training/score-metrics.ts';
import { flights } from './flights-data.ts';

const python = process.env['PENSTOCK_PYTHON'] ?? 'python3';
const available = spawnSync(python, ['-c', 'import lightgbm, numpy']).status === 0;

test('on real flights, the trees are worth their training: the area under the curve is far above one half', async () => {
  const { train, test: unseen } = await flights({ train: 20_000, test: 10_000 });
  const { auc = 0 } = await ourMetrics(train, unseen);
  expect(auc).toBeGreaterThan(0.63);
}, 60_000);

if (!available) test.skip(`trees are as good as those of LightGBM (needs Python with lightgbm)`);
else
  test('trees are as good as those of LightGBM at equal settings: areas under the curve differ by less than 0.005', async () => {
    const { train, test: unseen } = await flights({ train: 100_000, test: 50_000 });
    const ours = await ourMetrics(train, unseen);
    const theirs = scoreMetrics(unseen, await lightgbmPredictions(train, unseen));
    expect(Math.abs(ours['auc']! - theirs['auc']!)).toBeLessThan(0.005);
    expect(Math.abs(ours['logloss']! - theirs['logloss']!)).toBeLessThan(0.005);
  }, 120_000);

async function ourMetrics(train: Dataset, unseen: Dataset): Promise<Record<string, number>> {
  const { model } = await trainGbt({ train, params: gbtParams.parse({}), seed: 1 });
  return scoreMetrics(unseen, await scorerOf(model).scoreBatch(datasetBatch(unseen)));
}

async function lightgbmPredictions(train: Dataset, unseen: Dataset): Promise<Float64Array> {
  const dir = await mkdtemp(join(tmpdir(), 'penstock-lightgbm-'));
  try {
    const [trainFile, unseenFile, predictions] = ['train.csv', 'test.csv', 'predictions.txt'].map((name) =>
      join(dir, name),
    );
    await writeFile(trainFile!, csv(train, train));
    await writeFile(unseenFile!, csv(unseen, train));
    const script = fileURLToPath(new URL('train-lightgbm.py', import.meta.url));
    await promisify(execFile)(python, [script, trainFile!, unseenFile!, predictions!]);
    return Float64Array.from((await readFile(predictions!, 'utf8')).trim().split('\n'), Number);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** Categories as their place in the training data's dictionary, -1 when they are not there. */
function csv(data: Dataset, train: Dataset): string {
  const columns = data.columns.map((column, at) => {
    const known = train.columns[at];
    if (column.type === 'numeric' || known?.type !== 'categorical')
      return column.type === 'numeric' ? column.values : [];
    const code = column.dictionary.map((category) => known.dictionary.indexOf(category));
    return Int32Array.from(column.codes, (own) => code[own] ?? -1);
  });
  return Array.from(data.label, (label, row) => [...columns.map((column) => column[row]), label].join(',')).join('\n');
}
