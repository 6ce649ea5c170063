import type { Rows } from '../rows.ts';

/** Rows of a binary task by score: distinct scores ascending, with the rows of either class that have them. */
export interface Ranking {
  readonly scores: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** Rows of either class. */
  readonly positive: number;
  readonly negative: number;
}

/** Sorts either class by itself, which typed arrays do without a comparison function, and merges the two. */
export function rank({ scores, labels }: Rows): Ranking {
  const positive = labels.reduce((sum, label) => sum + label, 0);
  const classes = [new Float64Array(scores.length - positive), new Float64Array(positive)] as const;
  const filled = [0, 0];
  for (let row = 0; row < scores.length; row += 1) {
    const side = labels[row] === 1 ? 1 : 0;
    const place = filled[side] ?? 0;
    // Adding zero makes −0 the same score as 0.
    classes[side][place] = (scores[row] ?? 0) + 0;
    filled[side] = place + 1;
  }
  const [low, high] = [classes[0].sort(), classes[1].sort()];
  return { ...merge(low, high), positive, negative: low.length };
}

function merge(low: Float64Array, high: Float64Array): Pick<Ranking, 'scores' | 'positives' | 'negatives'> {
  const most = low.length + high.length;
  const merged = {
    scores: new Float64Array(most),
    positives: new Float64Array(most),
    negatives: new Float64Array(most),
  };
  let [i, j, size] = [0, 0, 0];
  for (; i < low.length || j < high.length; size += 1) {
    const score = Math.min(low[i] ?? Number.POSITIVE_INFINITY, high[j] ?? Number.POSITIVE_INFINITY);
    const [fromLow, fromHigh] = [i, j];
    while (low[i] === score) i += 1;
    while (high[j] === score) j += 1;
    merged.scores[size] = score;
    merged.negatives[size] = i - fromLow;
    merged.positives[size] = j - fromHigh;
  }
  return {
    scores: merged.scores.subarray(0, size),
    positives: merged.positives.subarray(0, size),
    negatives: merged.negatives.subarray(0, size),
  };
}
