import type { FeatureBins } from '../dataset/feature-bins.ts';
import type { BinMatrix } from './bin-matrix.ts';
import type { Split } from './split.ts';
import type { Tree } from './tree.ts';

/** Bin → 1 when a split sends its rows left. */
export function goesLeftBySplit(split: Split, known: number): Uint8Array {
  const goesLeft = new Uint8Array(known + 1);
  if (split.type === 'numeric') goesLeft.fill(1, 0, split.bin + 1);
  else for (const category of split.categories) goesLeft[category] = 1;
  goesLeft[known] = split.missingLeft ? 1 : 0;
  return goesLeft;
}

/** Bin → 1 when a node of a finished tree sends its rows left. */
export function goesLeftByBin(tree: Tree, node: number, bins: FeatureBins): Uint8Array {
  const goesLeft = new Uint8Array(bins.known + 1);
  goesLeft[bins.known] = tree.missingLeft[node]!;
  if (bins.type === 'numeric') {
    const threshold = tree.threshold[node] ?? Infinity;
    for (let bin = 0; bin < bins.known; bin++) goesLeft[bin] = bins.bounds[bin]! <= threshold ? 1 : 0;
  } else {
    for (const category of tree.categories[node] ?? []) goesLeft[category] = 1;
  }
  return goesLeft;
}

/** Adds a tree's value to the score of every row of a binned data set. */
export function addTreeScores(tree: Tree, matrix: BinMatrix, scores: Float64Array): void {
  const routes = tree.feature.map((feature, node) => goesLeftByBin(tree, node, matrix.bins[feature]!));
  const columns = tree.feature.map((feature) => matrix.columns[feature]!);
  const left = Int32Array.from(tree.left);
  const right = Int32Array.from(tree.right);
  const value = Float64Array.from(tree.value);
  const root = tree.feature.length === 0 ? -1 : 0;
  for (let row = 0; row < matrix.rows; row++) {
    let node = root;
    while (node >= 0) node = routes[node]![columns[node]![row]!] === 1 ? left[node]! : right[node]!;
    scores[row]! += value[-1 - node]!;
  }
}
