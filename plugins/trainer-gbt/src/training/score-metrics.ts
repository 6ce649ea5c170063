import type { Dataset } from '../dataset/dataset.ts';

/**
 * Quality of predictions. Binary: `auc` (left out with one class only) and `logloss`; regression: `rmse`, `mae` and `r2`
 * (left out for a constant label).
 * @param predictions Probabilities, or values.
 */
export function scoreMetrics({ task, label }: Dataset, predictions: Float64Array): Record<string, number> {
  return task === 'binary' ? binaryMetrics(label, predictions) : regressionMetrics(label, predictions);
}

function binaryMetrics(label: Float64Array, predictions: Float64Array): Record<string, number> {
  let loss = 0;
  predictions.forEach((probability, row) => {
    const ofLabel = label[row] === 1 ? probability : 1 - probability;
    loss -= Math.log(Math.max(ofLabel, 1e-15));
  });
  const auc = areaUnderCurve(label, predictions);
  return { ...(auc === undefined ? {} : { auc }), logloss: loss / label.length };
}

/** Share of pairs of a positive and a negative row in which the positive one scores higher; ties count half. */
function areaUnderCurve(label: Float64Array, scores: Float64Array): number | undefined {
  const positives = scores.filter((_, row) => label[row] === 1).sort();
  const negatives = scores.filter((_, row) => label[row] !== 1).sort();
  if (positives.length === 0 || negatives.length === 0) return undefined;
  let below = 0;
  let notAbove = 0;
  let wins = 0;
  for (const score of positives) {
    while (below < negatives.length && negatives[below]! < score) below++;
    while (notAbove < negatives.length && negatives[notAbove]! <= score) notAbove++;
    wins += (below + notAbove) / 2;
  }
  return wins / (positives.length * negatives.length);
}

function regressionMetrics(label: Float64Array, predictions: Float64Array): Record<string, number> {
  const mean = label.reduce((sum, value) => sum + value, 0) / label.length;
  let squares = 0;
  let distances = 0;
  let variance = 0;
  label.forEach((value, row) => {
    const error = predictions[row]! - value;
    squares += error * error;
    distances += Math.abs(error);
    variance += (value - mean) ** 2;
  });
  const r2: Record<string, number> = variance > 0 ? { r2: 1 - squares / variance } : {};
  return { rmse: Math.sqrt(squares / label.length), mae: distances / label.length, ...r2 };
}
