import { setImmediate } from 'node:timers/promises';
import { PenstockError } from '@penstock/core';
import { requireBothClasses } from '../dataset/dataset.ts';
import type { FeatureBins } from '../dataset/feature-bins.ts';
import type { ModelFeature } from '../scorer/model-feature.ts';
import { Booster, type BoosterInput } from './booster.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { GbtModel } from './gbt-model.ts';

/** What {@link trainGbt} reports after every tree. */
export interface TreeEvent {
  /** Trees so far. */
  readonly trees: number;
  /** Mean loss (log loss or squared error) on the training data. */
  readonly trainLoss: number;
  readonly validLoss: number | undefined;
  /** Everything needed to go on from here in another process. */
  checkpoint(): Checkpoint;
}

export interface GbtRun {
  readonly signal?: AbortSignal;
  /** Where to go on. Ignored when it belongs to other data, parameters or seed: see `resumedTrees` of the result. */
  readonly checkpoint?: Checkpoint;
  readonly onTree?: (event: TreeEvent) => void | Promise<void>;
}

export interface TrainedGbt {
  readonly model: GbtModel;
  /** Losses after each tree grown, those after the best one included. */
  readonly trainLoss: readonly number[];
  readonly validLoss: readonly number[];
  /** Trees taken over from the checkpoint. */
  readonly resumedTrees: number;
}

/**
 * Trains gradient-boosted trees. The result depends on the input alone: a run resumed from a checkpoint gives the same
 * model, bit for bit, as an uninterrupted one. Other work of the process gets a turn after every tree.
 * @throws PEN_TRAINING_DATA for data with one class only, PEN_ABORTED when the signal fires.
 */
export async function trainGbt(input: BoosterInput, run: GbtRun = {}): Promise<TrainedGbt> {
  requireBothClasses(input.train);
  throwIfAborted(run.signal, 0);
  const booster = new Booster(input);
  const resumed = run.checkpoint !== undefined && booster.resume(run.checkpoint);
  const resumedTrees = resumed ? booster.trees.length : 0;
  while (!booster.finished) {
    await setImmediate();
    throwIfAborted(run.signal, booster.trees.length);
    booster.step();
    await run.onTree?.({
      trees: booster.trees.length,
      trainLoss: booster.trainLoss.at(-1) ?? Number.NaN,
      validLoss: booster.validLoss.at(-1),
      checkpoint: () => booster.checkpoint(),
    });
  }
  return { model: modelOf(booster, input), trainLoss: booster.trainLoss, validLoss: booster.validLoss, resumedTrees };
}

function modelOf(booster: Booster, { train, params, seed }: BoosterInput): GbtModel {
  return {
    format: 'penstock-gbt',
    version: 1,
    task: train.task,
    features: booster.bins.map(modelFeatureOf),
    base: booster.base,
    trees: booster.trees.slice(0, booster.bestTrees),
    params,
    seed,
  };
}

function modelFeatureOf(bins: FeatureBins): ModelFeature {
  const { name } = bins;
  return bins.type === 'numeric'
    ? { name, type: 'numeric' }
    : { name, type: 'categorical', categories: [...bins.categories] };
}

function throwIfAborted(signal: AbortSignal | undefined, trees: number): void {
  if (signal?.aborted !== true) return;
  throw new PenstockError('PEN_ABORTED', `The training was cancelled after ${trees} trees`, { cause: signal.reason });
}
