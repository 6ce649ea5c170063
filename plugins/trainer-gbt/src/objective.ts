import type { Task } from '@penstock/core/contracts';
import type { Dataset } from './dataset/dataset.ts';

type Labels = Pick<Dataset, 'label' | 'weights'>;

/** A loss to second order. */
export interface Objective {
  /** Name of the loss in progress reports. */
  readonly metric: string;
  /** The best constant score. */
  initialScore(data: Labels): number;
  /** Writes gradient and hessian of every row into `gradients` and returns the mean loss of the scores. */
  gradients(data: Labels, scores: Float64Array, gradients: Float32Array): number;
  /** Mean loss of the scores. */
  loss(data: Labels, scores: Float64Array): number;
}

export function objectiveFor(task: Task): Objective {
  return task === 'binary' ? binaryObjective : regressionObjective;
}

/** Probabilities below this are not told apart in the loss. */
const TINY = 1e-15;

export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

const binaryObjective: Objective = {
  metric: 'logloss',
  initialScore(data) {
    const mean = Math.min(Math.max(meanLabel(data), TINY), 1 - TINY);
    return Math.log(mean / (1 - mean));
  },
  gradients(data, scores, gradients) {
    const { label, weights } = data;
    const loss = new LogSum();
    for (let row = 0; row < label.length; row++) {
      const probability = sigmoid(scores[row]!);
      const error = probability - label[row]!;
      const weight = weights === undefined ? 1 : weights[row]!;
      gradients[2 * row] = error * weight;
      gradients[2 * row + 1] = probability * (1 - probability) * weight;
      loss.add(1 - Math.abs(error), weight);
    }
    return -loss.total() / totalWeight(data);
  },
  loss(data, scores) {
    const { label, weights } = data;
    const loss = new LogSum();
    for (let row = 0; row < label.length; row++) {
      const error = sigmoid(scores[row]!) - label[row]!;
      loss.add(1 - Math.abs(error), weights === undefined ? 1 : weights[row]!);
    }
    return -loss.total() / totalWeight(data);
  },
};

const regressionObjective: Objective = {
  metric: 'l2',
  initialScore: meanLabel,
  gradients(data, scores, gradients) {
    const { label, weights } = data;
    for (let row = 0; row < label.length; row++) {
      const weight = weights === undefined ? 1 : weights[row]!;
      gradients[2 * row] = (scores[row]! - label[row]!) * weight;
      gradients[2 * row + 1] = weight;
    }
    return regressionObjective.loss(data, scores);
  },
  loss(data, scores) {
    const { label, weights } = data;
    let sum = 0;
    for (let row = 0; row < label.length; row++) {
      const error = scores[row]! - label[row]!;
      sum += error * error * (weights === undefined ? 1 : weights[row]!);
    }
    return sum / totalWeight(data);
  },
};

/** Sum of logarithms. Numbers of weight 1 are multiplied first, so that many share one call of `Math.log`. */
class LogSum {
  #product = 1;
  #sum = 0;

  add(value: number, weight: number): void {
    const safe = Math.max(value, TINY);
    if (weight !== 1) {
      this.#sum += weight * Math.log(safe);
      return;
    }
    this.#product *= safe;
    if (this.#product > 1e-280) return;
    this.#sum += Math.log(this.#product);
    this.#product = 1;
  }

  total(): number {
    return this.#sum + Math.log(this.#product);
  }
}

function totalWeight({ label, weights }: Labels): number {
  return weights === undefined ? label.length : weights.reduce((sum, weight) => sum + weight, 0);
}

function meanLabel(data: Labels): number {
  let sum = 0;
  data.label.forEach((value, row) => {
    sum += value * (data.weights?.[row] ?? 1);
  });
  return sum / totalWeight(data);
}
