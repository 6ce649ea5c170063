import { PenstockError } from '@penstock/core';
import type { BinMatrix } from './bin-matrix.ts';

/** Sums per bin id: `[3 * id]` gradients, `[3 * id + 1]` hessians, `[3 * id + 2]` rows. */
export type Histogram = Float64Array;

/** The part of a matrix that histograms read; `ids` may hold fewer features than the matrix. */
export type HistogramSource = Pick<BinMatrix, 'rows' | 'ids' | 'width' | 'totalBins'>;

export function emptyHistogram(source: HistogramSource): Histogram {
  return new Float64Array(source.totalBins * 3);
}

/** Rows and what is summed over them. */
export interface HistogramRows {
  readonly rows: Int32Array;
  /** Per row of the matrix: gradient, hessian. */
  readonly gradients: Float32Array;
}

/** Rows that are read ahead at a time: what they bring in stays in the cache until they are added. */
const BLOCK = 512;

/** Fills the histogram of some rows, ascending. */
export function fillHistogram(histogram: Histogram, source: HistogramSource, data: HistogramRows): void {
  histogram.fill(0);
  const { rows, gradients } = data;
  // Neighbouring rows share cache lines and are fetched ahead by the processor itself.
  if (rows.length * 8 > source.rows) {
    addRows(histogram, source, data);
    return;
  }
  for (let from = 0; from < rows.length; from += BLOCK) {
    const block = { rows: rows.subarray(from, from + BLOCK), gradients };
    if (Number.isNaN(readAhead(source, block))) throw new PenstockError('PEN_INTERNAL', 'A gradient is not a number');
    addRows(histogram, source, block);
  }
}

/**
 * Touches the data of scattered rows. Nothing here waits for anything else, so that many of the slow reads go on at a time;
 * while adding, each would hold up the next.
 * @returns A sum of what was read, without which the reads would be optimised away.
 */
function readAhead({ ids, width }: HistogramSource, { rows, gradients }: HistogramRows): number {
  let sum = 0;
  for (let index = 0; index < rows.length; index++) sum += ids[rows[index]! * width]!;
  for (let index = 0; index < rows.length; index++) sum += gradients[2 * rows[index]!]!;
  return sum;
}

/**
 * All features of two rows are added before the next rows: neighbouring additions then go to different cells and do not wait
 * for each other, which those of one feature at a time would.
 */
function addRows(histogram: Histogram, { ids, width }: HistogramSource, { rows, gradients }: HistogramRows): void {
  const even = rows.length - (rows.length % 2);
  for (let index = 0; index < even; index += 2) {
    const row = rows[index]!;
    const next = rows[index + 1]!;
    const gradient = gradients[2 * row]!;
    const hessian = gradients[2 * row + 1]!;
    const nextGradient = gradients[2 * next]!;
    const nextHessian = gradients[2 * next + 1]!;
    const end = (row + 1) * width;
    for (let at = row * width, nextAt = next * width; at < end; at++, nextAt++) {
      const cell = ids[at]! * 3;
      const nextCell = ids[nextAt]! * 3;
      histogram[cell]! += gradient;
      histogram[cell + 1]! += hessian;
      histogram[cell + 2]! += 1;
      histogram[nextCell]! += nextGradient;
      histogram[nextCell + 1]! += nextHessian;
      histogram[nextCell + 2]! += 1;
    }
  }
  for (let index = even; index < rows.length; index++) {
    const row = rows[index]!;
    for (let at = row * width; at < (row + 1) * width; at++) {
      const cell = ids[at]! * 3;
      histogram[cell]! += gradients[2 * row]!;
      histogram[cell + 1]! += gradients[2 * row + 1]!;
      histogram[cell + 2]! += 1;
    }
  }
}

/** Turns the histogram of a parent into the one of its other child. */
export function subtractHistogram(parent: Histogram, child: Histogram): void {
  for (let cell = 0; cell < parent.length; cell++) parent[cell]! -= child[cell]!;
}

/** The matrix narrowed to some features, ids unchanged, so that trees that use few features are built faster. */
export function selectFeatures(matrix: BinMatrix, features: readonly number[]): HistogramSource {
  if (features.length === matrix.width) return matrix;
  const width = features.length;
  const ids = matrix.ids.slice(0, matrix.rows * width);
  for (const [place, feature] of features.entries()) {
    for (let row = 0; row < matrix.rows; row++) ids[row * width + place] = matrix.ids[row * matrix.width + feature]!;
  }
  return { rows: matrix.rows, ids, width, totalBins: matrix.totalBins };
}
