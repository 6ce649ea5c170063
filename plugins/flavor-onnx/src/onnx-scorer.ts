import { PenstockError } from '@penstock/core';
import type { FeatureBatch, FeatureColumn, FeatureValue, Scorer } from '@penstock/core/contracts';
import { batchOfRows } from '@penstock/core/models';
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node';
import type { ModelInput, ModelIo } from './model-io.ts';

/** Rows of one call into the runtime, which blocks the process while it computes. */
const rowsPerRun = 16_384;

interface Parts {
  readonly session: InferenceSession;
  readonly Tensor: typeof Tensor;
  readonly io: ModelIo;
  /** Text fed for a missing category. */
  readonly missing: string;
}

/** Scores features with an ONNX Runtime session, one input tensor per feature. */
export class OnnxScorer implements Scorer {
  readonly prefersBatches = true;
  readonly #parts: Parts;
  readonly #features: Parameters<typeof batchOfRows>[1];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#features = {
      features: parts.io.inputs.map(({ name, type }) => ({
        name,
        type: type === 'string' ? 'categorical' : 'numeric',
      })),
    };
  }

  async scoreRow(features: Readonly<Record<string, FeatureValue>>): Promise<number> {
    const [score = Number.NaN] = await this.scoreBatch(batchOfRows([features], this.#features));
    return score;
  }

  async scoreBatch({ rows, columns }: FeatureBatch): Promise<Float64Array> {
    const scores = new Float64Array(rows);
    for (let from = 0; from < rows; from += rowsPerRun) {
      const to = Math.min(rows, from + rowsPerRun);
      scores.set(await this.#run(columns, from, to), from);
    }
    return scores;
  }

  async close(): Promise<void> {
    await this.#parts.session.release();
  }

  async #run(columns: FeatureBatch['columns'], from: number, to: number): Promise<Float64Array> {
    const { session, io } = this.#parts;
    const feeds: Record<string, Tensor> = {};
    for (const input of io.inputs) feeds[input.name] = this.#tensor(input, columnOf(columns, input), from, to);
    const results = await session.run(feeds, [io.output]);
    return scoresOf(results[io.output], to - from);
  }

  #tensor(input: ModelInput, column: FeatureColumn, from: number, to: number): Tensor {
    const { Tensor, missing } = this.#parts;
    const dims = input.rank === 1 ? [to - from] : [to - from, 1];
    if (column.type === 'categorical') {
      const { dictionary } = column;
      const texts = Array.from(column.codes.subarray(from, to), (code) => dictionary[code] ?? missing);
      return new Tensor('string', texts, dims);
    }
    const values = column.values.subarray(from, to);
    if (input.type === 'float64') return new Tensor('float64', values, dims);
    return new Tensor('float32', Float32Array.from(values), dims);
  }
}

function columnOf(columns: FeatureBatch['columns'], { name, type }: ModelInput): FeatureColumn {
  const column = columns[name];
  const wanted = type === 'string' ? 'categorical' : 'numeric';
  if (column?.type === wanted) return column;
  const problem = column ? `is ${column.type}, the model takes it as ${wanted}` : 'is missing';
  throw new PenstockError('PEN_MODEL_INPUT', `The feature column "${name}" ${problem}`, { at: name });
}

// Classifiers of other tools give one column per class: the positive one is the last.
function scoresOf(tensor: Tensor | undefined, rows: number): Float64Array {
  const { data } = tensor as TypedTensor<'float32' | 'float64'>;
  const width = data.length / rows;
  return Float64Array.from({ length: rows }, (_, at) => data[at * width + width - 1] ?? Number.NaN);
}
