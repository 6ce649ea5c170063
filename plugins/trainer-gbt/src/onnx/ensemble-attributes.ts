import type { Tree } from '../gbt/tree.ts';
import type { Attribute } from './onnx-graph.ts';

/** Node modes of `TreeEnsemble`. */
const LEQ = 0;
const MEMBER = 6;

/** Attributes of ai.onnx.ml `TreeEnsemble` (version 5) that sums the leaf values of trees: lists over nodes and leaves. */
export function ensembleAttributes(trees: readonly Tree[]): Record<string, Attribute> {
  const lists = new EnsembleLists();
  for (const tree of trees) lists.add(withNode(tree));
  const { values, members } = lists;
  return {
    aggregate_function: { int: 1 },
    n_targets: { int: 1 },
    post_transform: { int: 0 },
    tree_roots: { ints: lists.roots },
    nodes_featureids: { ints: lists.features },
    nodes_splits: { tensor: { type: 'double', values: lists.splits } },
    nodes_modes: { tensor: { type: 'uint8', values: lists.modes } },
    nodes_missing_value_tracks_true: { ints: lists.missing },
    nodes_truenodeids: { ints: lists.left.ids },
    nodes_trueleafs: { ints: lists.left.leaves },
    nodes_falsenodeids: { ints: lists.right.ids },
    nodes_falseleafs: { ints: lists.right.leaves },
    leaf_targetids: { ints: values.map(() => 0) },
    leaf_weights: { tensor: { type: 'double', values } },
    ...(members.length > 0 ? { membership_values: { tensor: { type: 'double', values: members } } } : {}),
  };
}

interface Children {
  /** Index of a node or of a leaf. */
  readonly ids: number[];
  readonly leaves: number[];
}

class EnsembleLists {
  readonly roots: number[] = [];
  readonly features: number[] = [];
  readonly splits: number[] = [];
  readonly modes: number[] = [];
  readonly missing: number[] = [];
  readonly left: Children = { ids: [], leaves: [] };
  readonly right: Children = { ids: [], leaves: [] };
  /** Sets of categories, each ended by NaN. */
  readonly members: number[] = [];
  readonly values: number[] = [];

  add(tree: Tree): void {
    const first = this.features.length;
    this.roots.push(first);
    for (const [node, feature] of tree.feature.entries()) {
      const categories = tree.categories[node]!;
      const missingLeft = tree.missingLeft[node]!;
      this.features.push(feature);
      this.splits.push(categories === null ? (tree.threshold[node] ?? Infinity) : 0);
      this.modes.push(categories === null ? LEQ : MEMBER);
      this.missing.push(missingLeft);
      if (categories !== null) this.members.push(...setOf(categories, missingLeft), Number.NaN);
      this.#addChild(this.left, tree.left[node]!, first);
      this.#addChild(this.right, tree.right[node]!, first);
    }
    this.values.push(...tree.value);
  }

  #addChild(side: Children, child: number, firstNode: number): void {
    side.leaves.push(child < 0 ? 1 : 0);
    side.ids.push(child < 0 ? this.values.length - 1 - child : firstNode + child);
  }
}

/** Trees without nodes are not allowed: a constant is a node of which both sides are the same leaf. */
function withNode(tree: Tree): Tree {
  if (tree.feature.length > 0) return tree;
  return { ...tree, feature: [0], threshold: [0], categories: [null], missingLeft: [1], left: [-1], right: [-1] };
}

/** Codes inside the graph: 0 is missing, the category i is i + 1. */
function setOf(categories: readonly number[], missingLeft: number): number[] {
  const codes = categories.map((category) => category + 1);
  return missingLeft === 1 ? [0, ...codes] : codes;
}
