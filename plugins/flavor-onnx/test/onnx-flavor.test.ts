import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelFlavor, Scorer } from '@penstock/core/contracts';
import { batchOfRows } from '@penstock/core/models';
import { openPlugin } from '@penstock/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { linearGraph } from './linear-graph.ts';
import { type Graph, onnxFile } from './onnx-file.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'penstock-onnx-'));
});
afterAll(() => rm(root, { recursive: true }));

async function load(graph: Graph, config: Record<string, unknown> = {}): Promise<Scorer> {
  await writeFile(join(root, 'model.onnx'), onnxFile(graph));
  await using opened = await openPlugin<ModelFlavor>(plugin);
  return await opened.value.load(root, { data: 'model.onnx', ...config });
}

const echo = (
  type: 'float' | 'double' | 'int64',
  shape: readonly (number | string)[],
  output = 'prediction',
): Graph => ({
  inputs: [{ name: 'x', type, shape }],
  outputs: [{ name: output, type, shape }],
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: [output] }],
});

test.each([
  ['double [n]', echo('double', ['n'])],
  ['double [n, 1]', echo('double', ['n', 1])],
  ['an output of another name', echo('double', ['n', 1], 'variable')],
])('A model of %s gives doubles unchanged', async (_, graph) => {
  const scorer = await load(graph);
  expect(await scorer.scoreRow({ x: 0.1 })).toBe(0.1);
  await scorer.close();
});

test('Of several outputs the probability is read, and of two classes the second', async () => {
  const scorer = await load({
    inputs: [{ name: 'x', type: 'float', shape: ['n', 1] }],
    outputs: [
      { name: 'label', type: 'float', shape: ['n', 1] },
      { name: 'probability', type: 'float', shape: ['n', 2] },
    ],
    constants: { one: 1 },
    nodes: [
      { op: 'Identity', inputs: ['x'], outputs: ['label'] },
      { op: 'Sub', inputs: ['one', 'x'], outputs: ['other'] },
      { op: 'Concat', inputs: ['other', 'x'], outputs: ['probability'], integers: { axis: 1 } },
    ],
  });
  expect(await scorer.scoreRow({ x: 0.25 })).toBe(0.25);
  await scorer.close();
});

test('A missing category is fed as the text that the model was made with', async () => {
  const scorer = await load(linearGraph, { missing_category: 'a' });
  expect(await scorer.scoreRow({ x: 1, c: null })).toBe(await scorer.scoreRow({ x: 1, c: 'a' }));
  await scorer.close();
});

test.each([
  ['integers', echo('int64', ['n', 1]), 'the input "x" is int64'],
  ['a matrix of features', echo('float', ['n', 3]), 'has 3 columns'],
  ['three dimensions', echo('float', ['n', 1, 1]), 'has 3 dimensions'],
])('A model that takes %s is refused', async (_, graph, problem) => {
  await expect(load(graph)).rejects.toMatchObject({
    code: 'PEN_MODEL_INVALID',
    message: expect.stringContaining(problem),
    details: { at: join(root, 'model.onnx') },
  });
});

test('A model whose outputs are not known by name is refused', async () => {
  const graph = echo('float', ['n', 1], 'a');
  const two = {
    ...graph,
    outputs: [...graph.outputs, { name: 'b', type: 'float', shape: ['n', 1] } as const],
    nodes: [...graph.nodes, { op: 'Identity', inputs: ['x'], outputs: ['b'] }],
  };
  await expect(load(two)).rejects.toMatchObject({ message: expect.stringContaining('there are: a, b') });
});

test('A flavor section without its file is refused', async () => {
  await expect(load(linearGraph, { data: undefined })).rejects.toMatchObject({
    code: 'PEN_MODEL_INVALID',
    details: { at: join(root, 'MLmodel') },
  });
});

test('A batch that lacks a column, or has it in another type, is refused by name', async () => {
  const scorer = await load(linearGraph);
  const numbers = batchOfRows([{ x: 1, c: 2 }], {
    features: [
      { name: 'x', type: 'numeric' },
      { name: 'c', type: 'numeric' },
    ],
  });
  const { x } = numbers.columns;
  await expect(scorer.scoreBatch(numbers)).rejects.toMatchObject({ code: 'PEN_MODEL_INPUT', details: { at: 'c' } });
  await expect(scorer.scoreBatch({ rows: 1, columns: x ? { x } : {} })).rejects.toMatchObject({ details: { at: 'c' } });
  await scorer.close();
});
