/**
 * A regression tree as parallel lists. Node 0 is the root; a child is the index of a node, or -1 - the index of a leaf.
 * A tree without a split has no nodes and one leaf.
 */
export interface Tree {
  /** Node → index of its feature. */
  readonly feature: readonly number[];
  /** Node → largest number that goes left; null = Infinity (only missing values go right). Null for categories too. */
  readonly threshold: readonly (number | null)[];
  /** Node → categories that go left, ascending indexes; null for a numeric feature. */
  readonly categories: readonly (readonly number[] | null)[];
  /** Node → 1 when missing values go left. */
  readonly missingLeft: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Node → gain of its split. */
  readonly gain: readonly number[];
  /** Leaf → what it adds to the score, learning rate included. */
  readonly value: readonly number[];
  /** Leaf → training rows in it (of the drawn ones). */
  readonly rows: readonly number[];
}
