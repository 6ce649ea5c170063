import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { ModelFlavor } from '../../src/contracts/index.ts';
import { conform, linearFlavor, modelFlavorSuite, writeLinearModel } from '../../src/testing/index.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'penstock-linear-'));
  await mkdir(join(root, 'good'));
  await mkdir(join(root, 'bad'));
  await writeLinearModel(join(root, 'good'), { task: 'regression', intercept: 1, weights: { x: 2, c: { a: 10 } } });
  await writeFile(join(root, 'bad', 'linear.json'), '{}');
});
afterAll(() => rm(root, { recursive: true }));

const suite = modelFlavorSuite(async () => ({
  modelDir: join(root, 'good'),
  config: { data: 'linear.json' },
  features: [
    { name: 'x', type: 'numeric' },
    { name: 'c', type: 'categorical' },
  ],
  rows: [
    { x: 1, c: 'a' },
    { x: -2, c: 'b' },
  ],
  scores: [13, -3],
  damaged: { modelDir: join(root, 'bad'), file: 'linear.json' },
}));
conform(suite, test, { provides: ModelFlavor, features: {} }, async () => ({
  value: linearFlavor(),
  close: async () => {},
}));
