import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelFlavor } from '@penstock/core/contracts';
import { conform, modelFlavorSuite, openPlugin } from '@penstock/core/testing';
import { afterAll, beforeAll, test } from 'vitest';
import plugin from '../src/index.ts';
import { linearGraph, linearScore } from './linear-graph.ts';
import { onnxFile } from './onnx-file.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'penstock-onnx-'));
  const bytes = onnxFile(linearGraph);
  for (const name of ['good', 'bad']) await mkdir(join(root, name));
  await writeFile(join(root, 'good', 'model.onnx'), bytes);
  await writeFile(join(root, 'bad', 'model.onnx'), bytes.subarray(0, bytes.length / 2));
});
afterAll(() => rm(root, { recursive: true }));

const rows = [
  { x: 1, c: 'a' },
  { x: -2.5, c: 'b' },
  { x: 0, c: 'ünïcode' },
  { x: 1e6, c: 'elsewhere' },
];
const suite = modelFlavorSuite(async () => ({
  modelDir: join(root, 'good'),
  config: { data: 'model.onnx', onnx_version: '1.23.0' },
  features: [
    { name: 'x', type: 'numeric' },
    { name: 'c', type: 'categorical' },
  ],
  rows,
  scores: rows.map(({ x, c }) => linearScore(x, c)),
  damaged: { modelDir: join(root, 'bad'), file: 'model.onnx' },
}));
conform(suite, test, plugin, () => openPlugin<ModelFlavor>(plugin));
