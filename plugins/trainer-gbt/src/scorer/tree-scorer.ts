import type { GbtModel } from '../gbt/gbt-model.ts';
import type { RawScorer } from './raw-scorer.ts';

/** Places of a node in `nodes`: its feature, its children, its set, and the child that missing values go to. */
const STRIDE = 5;
const LEFT = 1;
const RIGHT = 2;
const SET = 3;
const MISSING = 4;

/**
 * All trees of a model in flat arrays. A child is the place of a node in `nodes`, or -1 - the index of a leaf. Sets of
 * categories are bits of `words`, from the node's set on; a node without one (-1) has a threshold.
 */
interface FlatTrees {
  readonly base: number;
  readonly roots: Int32Array;
  readonly nodes: Int32Array;
  readonly thresholds: Float64Array;
  readonly words: Int32Array;
  readonly values: Float64Array;
}

/** Scores encoded features with the trees of a model. */
export class TreeScorer implements RawScorer {
  readonly task: GbtModel['task'];
  readonly features: GbtModel['features'];
  readonly #trees: FlatTrees;

  /** @param model Must have passed the checks of `parseModel`: children are not checked again. */
  constructor(model: GbtModel) {
    this.task = model.task;
    this.features = model.features;
    this.#trees = flatten(model);
  }

  /** Tree by tree over all rows, so that a tree stays in the cache. */
  score(encoded: Float64Array, scores: Float64Array): void {
    const { base, roots, nodes, thresholds, words, values } = this.#trees;
    const width = this.features.length;
    scores.fill(base);
    for (let tree = 0; tree < roots.length; tree++) {
      const root = roots[tree]!;
      for (let row = 0, at = 0; row < scores.length; row++, at += width) {
        let node = root;
        while (node >= 0) {
          const value = encoded[at + nodes[node]!]!;
          const set = nodes[node + SET]!;
          if (Number.isNaN(value)) node = nodes[node + MISSING]!;
          else if (set < 0) node = nodes[node + (value <= thresholds[node]! ? LEFT : RIGHT)]!;
          else node = nodes[node + (((words[set + (value >> 5)]! >>> (value & 31)) & 1) === 1 ? LEFT : RIGHT)]!;
        }
        scores[row]! += values[-1 - node]!;
      }
    }
  }
}

function flatten({ base, trees, features }: GbtModel): FlatTrees {
  const roots: number[] = [];
  const nodes: number[] = [];
  const thresholds: number[] = [];
  const words: number[] = [];
  const values: number[] = [];
  for (const tree of trees) {
    const firstNode = nodes.length;
    const place = (child: number) => (child >= 0 ? firstNode + child * STRIDE : child - firstLeaf);
    const firstLeaf = values.length;
    roots.push(tree.feature.length === 0 ? -1 - firstLeaf : firstNode);
    for (const [node, feature] of tree.feature.entries()) {
      const [left, right] = [place(tree.left[node]!), place(tree.right[node]!)];
      const categories = tree.categories[node]!;
      nodes.push(feature, left, right, categories === null ? -1 : words.length, tree.missingLeft[node] ? left : right);
      thresholds[nodes.length - STRIDE] = tree.threshold[node] ?? Infinity;
      const known = features[feature]!;
      if (categories !== null && known.type === 'categorical') words.push(...bits(categories, known.categories.length));
    }
    values.push(...tree.value);
  }
  return {
    base,
    roots: Int32Array.from(roots),
    nodes: Int32Array.from(nodes),
    thresholds: Float64Array.from(nodes, (_, at) => thresholds[at] ?? Infinity),
    words: Int32Array.from(words),
    values: Float64Array.from(values),
  };
}

/** A set of numbers below `size` as 32-bit words. */
function bits(set: readonly number[], size: number): Int32Array {
  const words = new Int32Array(Math.ceil(size / 32));
  for (const item of set) words[item >> 5]! |= 1 << (item & 31);
  return words;
}
