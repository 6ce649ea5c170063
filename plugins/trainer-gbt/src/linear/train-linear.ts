import { setImmediate } from 'node:timers/promises';
import { PenstockError } from '@penstock/core';
import { type Dataset, requireBothClasses } from '../dataset/dataset.ts';
import type { FeatureBins } from '../dataset/feature-bins.ts';
import { objectiveFor, sigmoid } from '../objective.ts';
import { seededRandom } from '../seeded-random.ts';
import { Ftrl } from './ftrl.ts';
import { type LinearLayout, LinearRows, linearLayout } from './linear-layout.ts';
import type { LinearModel } from './linear-model.ts';
import type { LinearParams } from './linear-params.ts';

export interface LinearInput {
  readonly train: Dataset;
  readonly params: LinearParams;
  readonly seed: number;
}

export interface LinearRun {
  readonly signal?: AbortSignal;
  readonly onPass?: (event: { readonly passes: number; readonly trainLoss: number }) => void | Promise<void>;
}

/** Rows learnt from before other work of the process gets a turn. */
const ROWS_PER_TURN = 50_000;

/**
 * Trains a logistic or least-squares regression over buckets, categories and crosses, one row at a time in an order
 * drawn by the seed. `trainLoss` is the mean loss of each row before it was learnt from.
 * @throws PEN_TRAINING_DATA for data with one class only, PEN_TRAINING_PARAMS for a cross that is none, PEN_ABORTED.
 */
export async function trainLinear(input: LinearInput, run: LinearRun = {}): Promise<LinearModel> {
  requireBothClasses(input.train);
  const state = start(input);
  const order = new Int32Array(input.train.rows).map((_, row) => row);
  for (let pass = 0; pass < input.params.passes; pass++) {
    shuffle(order, seededRandom(input.seed, 0x70617373, pass));
    let loss = 0;
    for (let from = 0; from < order.length; from += ROWS_PER_TURN) {
      await setImmediate();
      if (run.signal?.aborted === true)
        throw new PenstockError('PEN_ABORTED', `The training was cancelled after ${pass} passes`, {
          cause: run.signal.reason,
        });
      loss += learn(state, order.subarray(from, from + ROWS_PER_TURN));
    }
    await run.onPass?.({ passes: pass + 1, trainLoss: loss / order.length });
  }
  return modelOf(state);
}

interface State {
  readonly input: LinearInput;
  readonly layout: LinearLayout;
  readonly rows: LinearRows;
  readonly ftrl: Ftrl;
  /** Score of a model without weights, in the label's unit or as log-odds. */
  readonly base: number;
  /** Unit of the weights: the label's standard deviation for regression. */
  readonly unit: number;
}

function start(input: LinearInput): State {
  const { train, params, seed } = input;
  const layout = linearLayout(train, params, seed);
  const objective = objectiveFor(train.task);
  const base = objective.initialScore(train);
  const spread = Math.sqrt(objective.loss(train, new Float64Array(train.rows).fill(base)));
  const unit = train.task === 'regression' && spread > 0 ? spread : 1;
  return { input, layout, rows: new LinearRows(train, layout), ftrl: new Ftrl(layout.weights, params), base, unit };
}

/** Learns from some rows; returns the sum of their losses. */
function learn({ input, rows, ftrl, base, unit }: State, order: Int32Array): number {
  const { label, weights, task } = input.train;
  const { indexes, values } = rows;
  const current = new Float64Array(indexes.length);
  let loss = 0;
  for (const row of order) {
    rows.load(row);
    let score = 0;
    for (let place = 0; place < indexes.length; place++) {
      current[place] = ftrl.weight(indexes[place]!);
      score += current[place]! * values[place]!;
    }
    const target = label[row]!;
    const binary = task === 'binary';
    const error = binary ? sigmoid(base + score) - target : score - (target - base) / unit;
    loss += binary ? -Math.log(Math.max(1 - Math.abs(error), 1e-15)) : (error * unit) ** 2;
    const gradient = error * (weights?.[row] ?? 1);
    for (let place = 0; place < indexes.length; place++)
      ftrl.update(indexes[place]!, current[place]!, gradient * values[place]!);
  }
  return loss;
}

function modelOf({ input, layout, ftrl, base, unit }: State): LinearModel {
  const weight = (index: number) => ftrl.weight(index) * unit + 0;
  return {
    format: 'penstock-linear',
    version: 1,
    task: input.train.task,
    features: layout.bins.map((bins) =>
      bins.type === 'numeric'
        ? { name: bins.name, type: bins.type }
        : { name: bins.name, type: bins.type, categories: [...bins.categories] },
    ),
    bounds: layout.bins.map(boundsOf),
    intercept: base + weight(0),
    scaled: layout.scaled.map((scaled, index) => ({
      ...scaled,
      weight: weight(2 * index + 1),
      missing: weight(2 * index + 2),
    })),
    tables: layout.tables.map(({ features, multipliers, size }, index) => ({
      features: [...features],
      multipliers: [...multipliers],
      weights: Array.from({ length: size }, (_, at) => weight(layout.offsets[index]! + at)),
    })),
    params: input.params,
    seed: input.seed,
  };
}

function boundsOf(bins: FeatureBins): number[] | null {
  return bins.type === 'numeric' ? [...bins.bounds.subarray(0, -1)] : null;
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const row = order[last]!;
    order[last] = order[other]!;
    order[other] = row;
  }
}
