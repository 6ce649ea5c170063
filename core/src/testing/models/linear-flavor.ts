import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { FeatureBatch, FeatureColumn, FeatureValue, ModelFlavor, Scorer } from '../../contracts/model-flavor.ts';
import type { Task } from '../../contracts/trainer.ts';
import { PenstockError } from '../../errors/penstock-error.ts';

/** Feature → weight of a number, or category → weight. What is missing or unknown weighs nothing. */
export interface LinearModel {
  readonly task: Task;
  readonly intercept: number;
  readonly weights: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
}

const weight = z.union([z.number(), z.record(z.string(), z.number())]);
const linearModel = z.strictObject({
  task: z.enum(['binary', 'regression']),
  intercept: z.number(),
  weights: z.record(z.string(), weight),
});

export interface LinearFlavorOptions {
  /** Default `linear`. */
  readonly flavor?: string;
  readonly preference?: number;
  readonly prefersBatches?: boolean;
  /** Told of each batch scored: its number of rows. */
  readonly onBatch?: (rows: number) => void;
  /** Told when a loaded model is closed. */
  readonly onClose?: (modelDir: string) => void;
}

/** A real model flavor without dependencies, for tests of what serves and stores models. */
export function linearFlavor(options: LinearFlavorOptions = {}): ModelFlavor {
  return {
    flavor: options.flavor ?? 'linear',
    preference: options.preference ?? 1,
    load: async (modelDir, config) => {
      const path = join(modelDir, String(config['data']));
      try {
        const model = linearModel.parse(JSON.parse(await readFile(path, 'utf8')));
        return new LinearScorer(model, options, modelDir);
      } catch (cause) {
        throw new PenstockError('PEN_MODEL_INVALID', `${path} is not a linear model`, { at: path, cause });
      }
    },
  };
}

/** Writes the flavor's file into a model directory; returns the `flavors` section for `saveModel`. */
export async function writeLinearModel(
  modelDir: string,
  model: LinearModel,
  flavor = 'linear',
): Promise<Record<string, { readonly data: string }>> {
  await writeFile(join(modelDir, 'linear.json'), JSON.stringify(model));
  return { [flavor]: { data: 'linear.json' } };
}

class LinearScorer implements Scorer {
  readonly #model: LinearModel;
  readonly #options: LinearFlavorOptions;
  readonly #modelDir: string;

  constructor(model: LinearModel, options: LinearFlavorOptions, modelDir: string) {
    this.#model = model;
    this.#options = options;
    this.#modelDir = modelDir;
  }

  get prefersBatches(): boolean {
    return this.#options.prefersBatches ?? false;
  }

  scoreRow(features: Readonly<Record<string, FeatureValue>>): number {
    return this.#score((name) => features[name]);
  }

  async scoreBatch({ rows, columns }: FeatureBatch): Promise<Float64Array> {
    this.#options.onBatch?.(rows);
    return Float64Array.from({ length: rows }, (_, at) => this.#score((name) => valueAt(columns[name], at)));
  }

  async close(): Promise<void> {
    this.#options.onClose?.(this.#modelDir);
  }

  #score(value: (feature: string) => FeatureValue): number {
    let sum = this.#model.intercept;
    for (const [feature, weights] of Object.entries(this.#model.weights)) sum += contribution(weights, value(feature));
    return this.#model.task === 'binary' ? 1 / (1 + Math.exp(-sum)) : sum;
  }
}

function contribution(weights: number | Readonly<Record<string, number>>, value: FeatureValue): number {
  if (value === null || value === undefined || Number.isNaN(value)) return 0;
  if (typeof weights === 'number') return weights * Number(value);
  return Object.hasOwn(weights, String(value)) ? (weights[String(value)] ?? 0) : 0;
}

function valueAt(column: FeatureColumn | undefined, row: number): FeatureValue {
  return column?.type === 'categorical' ? column.dictionary[column.codes[row] ?? -1] : column?.values[row];
}
