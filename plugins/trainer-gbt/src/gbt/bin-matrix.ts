import { codeColumn } from '../dataset/code-column.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { FeatureBins } from '../dataset/feature-bins.ts';

/**
 * A dataset as bins, twice: `columns[f][row]` for routing rows through splits, and `ids[row * width + f]` for histograms,
 * where an id is the bin plus the feature's offset, unique over all features.
 */
export interface BinMatrix {
  readonly rows: number;
  readonly width: number;
  readonly bins: readonly FeatureBins[];
  readonly columns: readonly Uint8Array[];
  readonly ids: Uint16Array | Uint32Array;
  /** Feature → id of its bin 0. */
  readonly offsets: Int32Array;
  readonly totalBins: number;
}

/**
 * Bins the columns, found by name.
 * @throws PEN_TRAINING_DATA when a column is absent or of the other type.
 */
export function binDataset(dataset: Dataset, bins: readonly FeatureBins[], role = 'training data'): BinMatrix {
  const columns = bins.map((feature) => new Uint8Array(codeColumn(dataset, feature, role)));
  const offsets = new Int32Array(bins.length);
  let totalBins = 0;
  bins.forEach(({ known }, feature) => {
    offsets[feature] = totalBins;
    totalBins += known + 1;
  });
  const width = bins.length;
  const ids = totalBins <= 65_536 ? new Uint16Array(dataset.rows * width) : new Uint32Array(dataset.rows * width);
  columns.forEach((column, feature) => {
    const offset = offsets[feature]!;
    for (let row = 0, at = feature; row < column.length; row++, at += width) ids[at] = offset + column[row]!;
  });
  return { rows: dataset.rows, width, bins, columns, ids, offsets, totalBins };
}
