import type { FeatureBins } from '../dataset/feature-bins.ts';
import { leafValue, type Split } from './split.ts';
import type { Tree } from './tree.ts';

/** Collects the splits of a growing tree. Splitting a leaf keeps its number for the left side. */
export class TreeBuilder {
  readonly #bins: readonly FeatureBins[];
  readonly #learningRate: number;
  readonly #nodes: Split[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  /** Leaf → where it hangs. */
  readonly #parents: { readonly node: number; readonly side: 'left' | 'right' }[] = [];
  readonly #value: number[] = [0];
  readonly #rows: number[];

  constructor(bins: readonly FeatureBins[], learningRate: number, rows: number) {
    this.#bins = bins;
    this.#learningRate = learningRate;
    this.#rows = [rows];
  }

  split(leaf: number, split: Split): void {
    const node = this.#nodes.length;
    const parent = this.#parents[leaf];
    if (parent !== undefined) (parent.side === 'left' ? this.#left : this.#right)[parent.node] = node;
    const newLeaf = this.#value.length;
    this.#nodes.push(split);
    this.#left.push(-1 - leaf);
    this.#right.push(-1 - newLeaf);
    this.#parents[leaf] = { node, side: 'left' };
    this.#parents[newLeaf] = { node, side: 'right' };
    for (const [index, sums] of [[leaf, split.left] as const, [newLeaf, split.right] as const]) {
      this.#value[index] = leafValue(sums, split.lambda) * this.#learningRate;
      this.#rows[index] = sums.rows;
    }
  }

  finish(): Tree {
    const nodes = this.#nodes;
    return {
      feature: nodes.map(({ feature }) => feature),
      threshold: nodes.map((split) => this.#threshold(split)),
      categories: nodes.map((split) => (split.type === 'categorical' ? split.categories : null)),
      missingLeft: nodes.map(({ missingLeft }) => (missingLeft ? 1 : 0)),
      left: this.#left,
      right: this.#right,
      gain: nodes.map(({ gain }) => gain),
      value: this.#value,
      rows: this.#rows,
    };
  }

  #threshold(split: Split): number | null {
    const bins = this.#bins[split.feature]!;
    if (split.type === 'categorical' || bins.type === 'categorical') return null;
    const bound = bins.bounds[split.bin]!;
    return bound === Infinity ? null : bound;
  }
}
