import {
  binSums,
  isLargeEnough,
  type NodeSums,
  type NumericSplit,
  nodeScore,
  type SplitSearch,
  scoreToBeat,
  without,
} from './split.ts';

/**
 * The best threshold of a numeric feature in a node. Missing values are tried on both sides; where the node has none,
 * they follow the larger side.
 */
export function numericSplit(search: SplitSearch): NumericSplit | undefined {
  const { histogram, offset, known, node, params, feature } = search;
  const missing = binSums(histogram, offset + known);
  const toBeat = scoreToBeat(search);
  const nothing: NodeSums = { gradient: 0, hessian: 0, rows: 0 };
  let best = scan(search, nothing, { bins: missing.rows > 0 ? known : known - 1, score: toBeat });
  let missingLeft = false;
  if (missing.rows > 0) {
    const other = scan(search, missing, { bins: known - 1, score: best?.score ?? toBeat });
    if (other !== undefined) {
      best = other;
      missingLeft = true;
    }
  }
  if (best === undefined) return undefined;
  const right = without(node, best.left);
  if (missing.rows === 0) missingLeft = best.left.rows >= right.rows;
  const gain = best.score - nodeScore(node.gradient, node.hessian, params.lambdaL2);
  return {
    type: 'numeric',
    feature,
    bin: best.bin,
    gain,
    missingLeft,
    left: best.left,
    right,
    lambda: params.lambdaL2,
  };
}

interface Found {
  readonly bin: number;
  readonly score: number;
  readonly left: NodeSums;
}

/** Moves one bin after the other to the left side, which starts as `start`. Undefined when nothing beats the score. */
function scan(
  { histogram, offset, node, params }: SplitSearch,
  start: NodeSums,
  limit: { readonly bins: number; readonly score: number },
): Found | undefined {
  const lambda = params.lambdaL2;
  let { gradient, hessian, rows } = start;
  let found: Found | undefined;
  let best = limit.score;
  for (let bin = 0; bin < limit.bins; bin++) {
    const cell = (offset + bin) * 3;
    gradient += histogram[cell]!;
    hessian += histogram[cell + 1]!;
    rows += histogram[cell + 2]!;
    if (rows < params.minDataInLeaf || hessian < params.minSumHessian) continue;
    const restHessian = node.hessian - hessian;
    if (node.rows - rows < params.minDataInLeaf || restHessian < params.minSumHessian) break;
    const score = nodeScore(gradient, hessian, lambda) + nodeScore(node.gradient - gradient, restHessian, lambda);
    if (!(score > best)) continue;
    best = score;
    found = { bin, score, left: { gradient, hessian, rows } };
  }
  return found !== undefined && isLargeEnough(without(node, found.left), params) ? found : undefined;
}
