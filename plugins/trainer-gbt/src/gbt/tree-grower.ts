import type { BinMatrix } from './bin-matrix.ts';
import { goesLeftBySplit } from './bin-routing.ts';
import { categoricalSplit } from './categorical-split.ts';
import type { GbtParams } from './gbt-params.ts';
import { emptyHistogram, fillHistogram, type Histogram, selectFeatures, subtractHistogram } from './histogram.ts';
import { numericSplit } from './numeric-split.ts';
import { RowPartition } from './row-partition.ts';
import type { NodeSums, Split } from './split.ts';
import type { Tree } from './tree.ts';
import { TreeBuilder } from './tree-builder.ts';

/** What one tree is grown on. */
export interface GrowInput {
  /** Drawn rows, ascending. */
  readonly rows: Int32Array;
  /** Per row of the matrix: gradient, hessian. */
  readonly gradients: Float32Array;
  /** Features the tree may use, ascending. */
  readonly features: readonly number[];
}

interface Leaf {
  readonly sums: NodeSums;
  readonly depth: number;
  histogram?: Histogram;
  best?: Split;
}

/** Grows trees leaf by leaf, the best split of all leaves first (Shi 2007; LightGBM). */
export class TreeGrower {
  readonly #matrix: BinMatrix;
  readonly #params: GbtParams;
  readonly #spare: Histogram[] = [];
  readonly #partition: RowPartition;

  constructor(matrix: BinMatrix, params: GbtParams) {
    this.#matrix = matrix;
    this.#params = params;
    this.#partition = new RowPartition(matrix.rows);
  }

  /** The partition has the rows of each leaf, until the next tree is grown. */
  grow(input: GrowInput): { tree: Tree; partition: RowPartition } {
    const source = selectFeatures(this.#matrix, input.features);
    const fill = (rows: Int32Array) => {
      const histogram = this.#spare.pop() ?? emptyHistogram(source);
      fillHistogram(histogram, source, { rows, gradients: input.gradients });
      return histogram;
    };
    const partition = this.#partition;
    partition.start(input.rows);
    const builder = new TreeBuilder(this.#matrix.bins, this.#params.learningRate, input.rows.length);
    const leaves: Leaf[] = [{ sums: sumRows(input.rows, input.gradients), depth: 0 }];
    if (this.#maySplit(leaves[0]!, 1)) this.#search(leaves[0]!, fill(input.rows), input.features);
    while (leaves.length < this.#params.numLeaves) {
      const leaf = bestLeaf(leaves);
      const split = leaves[leaf]?.best;
      if (split === undefined) break;
      builder.split(leaf, split);
      const { known } = this.#matrix.bins[split.feature]!;
      partition.split(leaf, this.#matrix.columns[split.feature]!, goesLeftBySplit(split, known));
      this.#replace(leaves, leaf, split);
      this.#searchChildren([leaf, leaves.length - 1], { leaves, partition, fill, features: input.features });
    }
    for (const { histogram } of leaves) if (histogram !== undefined) this.#spare.push(histogram);
    return { tree: builder.finish(), partition };
  }

  /** Puts the children in the place of their parent; the left one inherits its histogram. */
  #replace(leaves: Leaf[], leaf: number, split: Split): void {
    const { depth, histogram } = leaves[leaf]!;
    leaves[leaf] = { sums: split.left, depth: depth + 1, histogram };
    leaves.push({ sums: split.right, depth: depth + 1 });
  }

  /** Only the smaller child is counted; the other one is the parent less it. */
  #searchChildren(
    [left, right]: readonly [number, number],
    work: {
      readonly leaves: Leaf[];
      readonly partition: RowPartition;
      readonly fill: (rows: Int32Array) => Histogram;
      readonly features: readonly number[];
    },
  ): void {
    const { leaves, partition, features } = work;
    const parent = leaves[left]!.histogram!;
    leaves[left]!.histogram = undefined;
    const rightIsSmaller = leaves[right]!.sums.rows < leaves[left]!.sums.rows;
    const [smaller, larger] = rightIsSmaller ? [right, left] : [left, right];
    const searchSmaller = this.#maySplit(leaves[smaller]!, leaves.length);
    const searchLarger = this.#maySplit(leaves[larger]!, leaves.length);
    if (!searchSmaller && !searchLarger) {
      this.#spare.push(parent);
      return;
    }
    const counted = work.fill(partition.rowsOf(smaller));
    if (searchLarger) {
      subtractHistogram(parent, counted);
      this.#search(leaves[larger]!, parent, features);
    } else this.#spare.push(parent);
    if (searchSmaller) this.#search(leaves[smaller]!, counted, features);
    else this.#spare.push(counted);
  }

  #maySplit({ sums, depth }: Leaf, leaves: number): boolean {
    const { numLeaves, maxDepth, minDataInLeaf } = this.#params;
    return leaves < numLeaves && sums.rows >= 2 * minDataInLeaf && (maxDepth <= 0 || depth < maxDepth);
  }

  #search(leaf: Leaf, histogram: Histogram, features: readonly number[]): void {
    leaf.histogram = histogram;
    for (const feature of features) {
      const { type, known } = this.#matrix.bins[feature]!;
      const offset = this.#matrix.offsets[feature]!;
      const search = { feature, histogram, offset, known, node: leaf.sums, params: this.#params };
      const split = type === 'numeric' ? numericSplit(search) : categoricalSplit(search);
      if (split !== undefined && split.gain > (leaf.best?.gain ?? 0)) leaf.best = split;
    }
  }
}

/** Index of the leaf with the largest gain, the first of equals. */
function bestLeaf(leaves: readonly Leaf[]): number {
  let best = 0;
  leaves.forEach(({ best: split }, leaf) => {
    if ((split?.gain ?? 0) > (leaves[best]!.best?.gain ?? 0)) best = leaf;
  });
  return best;
}

function sumRows(rows: Int32Array, gradients: Float32Array): NodeSums {
  let gradient = 0;
  let hessian = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    gradient += gradients[2 * row]!;
    hessian += gradients[2 * row + 1]!;
  }
  return { gradient, hessian, rows: rows.length };
}
