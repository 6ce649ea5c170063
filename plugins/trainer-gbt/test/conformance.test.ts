import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelFlavor, Trainer } from '@penstock/core/contracts';
import { conform, modelFlavorSuite, openPlugin, trainerSuite } from '@penstock/core/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { gbtParams } from '../src/gbt/gbt-params.ts';
import { trainGbt } from '../src/gbt/train-gbt.ts';
import plugin, { flavor, linear } from '../src/index.ts';
import { linearParams } from '../src/linear/linear-params.ts';
import { trainLinear } from '../src/linear/train-linear.ts';
import { rowsOf, syntheticData } from './synthetic-data.ts';

describe('gbt', () => {
  const suite = trainerSuite({ params: { numTrees: 20 }, bad: { name: 'numLeaves', value: 1 } });
  conform(suite, test, plugin, () => openPlugin<Trainer>(plugin));
});

describe('linear', () => {
  const suite = trainerSuite({ params: { crosses: 'all' }, bad: { name: 'passes', value: 0 } });
  conform(suite, test, linear, () => openPlugin<Trainer>(linear));
});

describe('flavor', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'penstock-native-'));
    const train = syntheticData();
    const { model } = await trainGbt({ train, params: gbtParams.parse({ numTrees: 10 }), seed: 1 });
    const models = { gbt: model, linear: await trainLinear({ train, params: linearParams.parse({}), seed: 1 }) };
    for (const [name, value] of Object.entries(models)) {
      const text = JSON.stringify(value);
      for (const [dir, content] of [
        [join(root, name), text],
        [join(root, `${name}-bad`), text.slice(0, -10)],
      ] as const) {
        await mkdir(dir);
        await writeFile(join(dir, 'model.json'), content);
      }
    }
  });
  afterAll(() => rm(root, { recursive: true }));

  describe.each(['gbt', 'linear'])('of a %s model', (name) => {
    const suite = modelFlavorSuite(async () => ({
      modelDir: join(root, name),
      config: { data: 'model.json' },
      features: syntheticData({ rows: 2 }).columns,
      rows: rowsOf(syntheticData({ rows: 20, missing: 0, seed: 4 })),
      damaged: { modelDir: join(root, `${name}-bad`), file: 'model.json' },
    }));
    conform(suite, test, flavor, () => openPlugin<ModelFlavor>(flavor));
  });
});
