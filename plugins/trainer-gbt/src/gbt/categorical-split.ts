import {
  binSums,
  type CategoricalSplit,
  isLargeEnough,
  type NodeSums,
  nodeScore,
  type SplitSearch,
  scoreToBeat,
  without,
} from './split.ts';

interface Found {
  readonly bins: readonly number[];
  readonly score: number;
  readonly left: NodeSums;
}

/**
 * The best set of categories to go left, as LightGBM finds it (Fisher 1958): few categories are tried one against the
 * rest, many are sorted by gradient / (hessian + catSmooth) and cut from either end. Missing values are one more
 * category; where the node has none, they follow the larger side.
 */
export function categoricalSplit(search: SplitSearch): CategoricalSplit | undefined {
  const { histogram, offset, known, node, params, feature } = search;
  const oneHot = known <= params.maxCatToOnehot;
  const lambda = oneHot ? params.lambdaL2 : params.lambdaL2 + params.catL2;
  const best = oneHot ? oneAgainstRest(search, lambda) : sortedCut(search, lambda);
  if (best === undefined) return undefined;
  const right = without(node, best.left);
  const missing = binSums(histogram, offset + known);
  const missingLeft = missing.rows > 0 ? best.bins.includes(known) : best.left.rows >= right.rows;
  const categories = best.bins.filter((bin) => bin !== known).sort((a, b) => a - b);
  const gain = best.score - nodeScore(node.gradient, node.hessian, params.lambdaL2);
  return { type: 'categorical', feature, categories, gain, missingLeft, left: best.left, right, lambda };
}

function oneAgainstRest(search: SplitSearch, lambda: number): Found | undefined {
  const { histogram, offset, known, node, params } = search;
  let best: Found | undefined;
  for (let bin = 0; bin <= known; bin++) {
    const left = binSums(histogram, offset + bin);
    const right = without(node, left);
    if (!isLargeEnough(left, params) || !isLargeEnough(right, params)) continue;
    const score = sidesScore(left, right, lambda);
    if (score > (best?.score ?? scoreToBeat(search))) best = { bins: [bin], score, left };
  }
  return best;
}

function sortedCut(search: SplitSearch, lambda: number): Found | undefined {
  const { histogram, offset, known, params } = search;
  const order: { bin: number; statistic: number }[] = [];
  for (let bin = 0; bin <= known; bin++) {
    const { gradient, hessian, rows } = binSums(histogram, offset + bin);
    if (rows > 0 && rows >= params.catSmooth) order.push({ bin, statistic: gradient / (hessian + params.catSmooth) });
  }
  order.sort((a, b) => a.statistic - b.statistic || a.bin - b.bin);
  const bins = order.map(({ bin }) => bin);
  const up = cutFromStart(search, bins, { lambda, score: scoreToBeat(search) });
  const down = cutFromStart(search, bins.reverse(), { lambda, score: up?.score ?? scoreToBeat(search) });
  return down ?? up;
}

function cutFromStart(
  { histogram, offset, node, params }: SplitSearch,
  order: readonly number[],
  limit: { readonly lambda: number; readonly score: number },
): Found | undefined {
  const most = Math.min(params.maxCatThreshold, (order.length + 1) >> 1);
  let left: NodeSums = { gradient: 0, hessian: 0, rows: 0 };
  let group = 0;
  let best = limit.score;
  let found: { taken: number; score: number; left: NodeSums } | undefined;
  for (let taken = 1; taken <= most; taken++) {
    const added = binSums(histogram, offset + order[taken - 1]!);
    left = {
      gradient: left.gradient + added.gradient,
      hessian: left.hessian + added.hessian,
      rows: left.rows + added.rows,
    };
    group += added.rows;
    if (!isLargeEnough(left, params)) continue;
    const right = without(node, left);
    if (!isLargeEnough(right, params) || right.rows < params.minDataPerGroup) break;
    if (group < params.minDataPerGroup) continue;
    group = 0;
    const score = sidesScore(left, right, limit.lambda);
    if (!(score > best)) continue;
    best = score;
    found = { taken, score, left };
  }
  return found === undefined ? undefined : { bins: order.slice(0, found.taken), score: found.score, left: found.left };
}

function sidesScore(left: NodeSums, right: NodeSums, lambda: number): number {
  return nodeScore(left.gradient, left.hessian, lambda) + nodeScore(right.gradient, right.hessian, lambda);
}
