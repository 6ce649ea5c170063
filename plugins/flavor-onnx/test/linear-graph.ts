import type { Graph } from './onnx-file.ts';

/** 1 / (1 + exp(-(0.5 x + weight[c] - 0.25))); a missing x or an unknown c weighs nothing. */
export const linearGraph: Graph = {
  inputs: [
    { name: 'x', type: 'float', shape: ['n', 1] },
    { name: 'c', type: 'string', shape: ['n', 1] },
  ],
  outputs: [{ name: 'probability', type: 'float', shape: ['n', 1] }],
  constants: { zero: 0, half: 0.5, intercept: -0.25 },
  nodes: [
    { op: 'IsNaN', inputs: ['x'], outputs: ['x_missing'] },
    { op: 'Where', inputs: ['x_missing', 'zero', 'x'], outputs: ['x_known'] },
    { op: 'Mul', inputs: ['x_known', 'half'], outputs: ['x_weighed'] },
    {
      op: 'LabelEncoder',
      domain: 'ai.onnx.ml',
      inputs: ['c'],
      outputs: ['c_weighed'],
      attributes: { keys_strings: ['a', 'b'], values_floats: [1, -2], default_float: 0 },
    },
    { op: 'Add', inputs: ['x_weighed', 'c_weighed'], outputs: ['sum'] },
    { op: 'Add', inputs: ['sum', 'intercept'], outputs: ['logit'] },
    { op: 'Sigmoid', inputs: ['logit'], outputs: ['probability'] },
  ],
};

const weights: Readonly<Record<string, number>> = { a: 1, b: -2 };

/** The same in plain arithmetic. */
export function linearScore(x: number, c: string): number {
  return 1 / (1 + Math.exp(-(0.5 * x + (weights[c] ?? 0) - 0.25)));
}
