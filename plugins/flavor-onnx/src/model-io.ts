import { PenstockError } from '@penstock/core';
import type { InferenceSession } from 'onnxruntime-node';

/** One input tensor: a feature of the same name, shape [n] or [n, 1]. */
export interface ModelInput {
  readonly name: string;
  readonly type: 'float32' | 'float64' | 'string';
  readonly rank: 1 | 2;
}
export interface ModelIo {
  readonly inputs: readonly ModelInput[];
  /** Name of the tensor with the score: [n], [n, 1], or [n, 2] with the positive class second. */
  readonly output: string;
}

type Metadata = InferenceSession.ValueMetadata;

/** What the model takes and gives. PEN_MODEL_INVALID names an input or output that does not fit. */
export function modelIo(session: InferenceSession, path: string): ModelIo {
  return {
    inputs: session.inputMetadata.map((input) => modelInput(input, path)),
    output: scoreOutput(session, path),
  };
}

function modelInput(input: Metadata, path: string): ModelInput {
  const { name } = input;
  if (!input.isTensor) throw misfit(path, `the input "${name}" is not a tensor`);
  const { type, shape } = input;
  const rank = shape.length;
  if (type !== 'float32' && type !== 'float64' && type !== 'string')
    throw misfit(path, `the input "${name}" is ${type}; features are float, double or string tensors`);
  if (rank !== 1 && rank !== 2) throw misfit(path, `the input "${name}" has ${rank} dimensions, not [n] or [n, 1]`);
  if (rank === 2 && typeof shape[1] === 'number' && shape[1] !== 1)
    throw misfit(path, `the input "${name}" has ${shape[1]} columns; each feature has an input of its own`);
  return { name, type, rank };
}

function scoreOutput({ outputNames, outputMetadata }: InferenceSession, path: string): string {
  const named = ['probability', 'prediction'].find((known) => outputNames.includes(known));
  const name = named ?? (outputNames.length === 1 ? outputNames[0] : undefined);
  if (name === undefined)
    throw misfit(path, `no output is named probability or prediction (there are: ${outputNames.join(', ')})`);
  const output = outputMetadata[outputNames.indexOf(name)];
  if (!output?.isTensor || (output.type !== 'float32' && output.type !== 'float64'))
    throw misfit(path, `the output "${name}" is not a float or double tensor`);
  return name;
}

function misfit(path: string, problem: string): PenstockError {
  return new PenstockError('PEN_MODEL_INVALID', `The ONNX model ${path} does not fit: ${problem}`, { at: path });
}
