import type { BinMatrix } from './bin-matrix.ts';

/** Sums per bin id: `[3 * id]` gradients, `[3 * id + 1]` hessians, `[3 * id + 2]` rows. */
export type Histogram = Float64Array;

/** The part of a matrix that histograms read; `ids` may hold fewer features than the matrix. */
export type HistogramSource = Pick<BinMatrix, 'ids' | 'width' | 'totalBins'>;

export function emptyHistogram(source: HistogramSource): Histogram {
  return new Float64Array(source.totalBins * 3);
}

/**
 * Fills the histogram of some rows. All features of a row are added before the next row: the sums of different features
 * do not wait for each other, which a loop over one feature at a time would.
 * @param gradients Per row of the matrix: gradient, hessian.
 */
export function fillHistogram(
  histogram: Histogram,
  source: HistogramSource,
  data: { readonly rows: Int32Array; readonly gradients: Float32Array },
): void {
  histogram.fill(0);
  const { ids, width } = source;
  const { rows, gradients } = data;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    const gradient = gradients[2 * row]!;
    const hessian = gradients[2 * row + 1]!;
    const end = (row + 1) * width;
    for (let at = row * width; at < end; at++) {
      const cell = ids[at]! * 3;
      histogram[cell]! += gradient;
      histogram[cell + 1]! += hessian;
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
  return { ids, width, totalBins: matrix.totalBins };
}
