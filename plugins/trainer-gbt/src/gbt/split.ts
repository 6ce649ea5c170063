import type { GbtParams } from './gbt-params.ts';

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly rows: number;
}

interface SplitBase {
  readonly feature: number;
  /** How much the split lowers the loss to second order, times two, as LightGBM counts it. */
  readonly gain: number;
  readonly missingLeft: boolean;
  readonly left: NodeSums;
  readonly right: NodeSums;
  /** L2 regularisation of the values of both children. */
  readonly lambda: number;
}
/** Rows whose bin is not above `bin` go left. */
export type NumericSplit = SplitBase & { readonly type: 'numeric'; readonly bin: number };
/** Rows of the listed bins go left. */
export type CategoricalSplit = SplitBase & { readonly type: 'categorical'; readonly categories: readonly number[] };
export type Split = NumericSplit | CategoricalSplit;

/** What a search for one feature's best split in one node reads. */
export interface SplitSearch {
  readonly feature: number;
  readonly histogram: Float64Array;
  /** Id of the feature's bin 0. */
  readonly offset: number;
  /** Number of bins; the one for missing values comes after them. */
  readonly known: number;
  readonly node: NodeSums;
  readonly params: GbtParams;
}

/** Twice the fall in loss that the best value of a node brings. */
export function nodeScore(gradient: number, hessian: number, lambda: number): number {
  const curvature = hessian + lambda;
  return curvature > 0 ? (gradient * gradient) / curvature : 0;
}

/** The value of a node that lowers the loss most. */
export function leafValue({ gradient, hessian }: NodeSums, lambda: number): number {
  const curvature = hessian + lambda;
  return curvature > 0 ? (0 - gradient) / curvature : 0;
}

/** What a split's two sides must score together to be worth while. */
export function scoreToBeat({ node, params }: SplitSearch): number {
  return nodeScore(node.gradient, node.hessian, params.lambdaL2) + params.minGainToSplit;
}

export function without(node: NodeSums, part: NodeSums): NodeSums {
  return {
    gradient: node.gradient - part.gradient,
    hessian: node.hessian - part.hessian,
    rows: node.rows - part.rows,
  };
}

export function isLargeEnough(sums: NodeSums, params: GbtParams): boolean {
  return sums.rows >= params.minDataInLeaf && sums.hessian >= params.minSumHessian;
}

export function binSums(histogram: Float64Array, id: number): NodeSums {
  return { gradient: histogram[3 * id]!, hessian: histogram[3 * id + 1]!, rows: histogram[3 * id + 2]! };
}
