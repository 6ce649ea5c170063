import type { FeatureBatch, FeatureColumn } from '@penstock/core/contracts';
import type { Column } from '../dataset/column.ts';
import type { Dataset } from '../dataset/dataset.ts';

/** A data set's features as a batch to be scored. */
export function datasetBatch({ rows, columns }: Dataset): FeatureBatch {
  return { rows, columns: Object.fromEntries(columns.map((column) => [column.name, featureColumn(column)])) };
}

function featureColumn(column: Column): FeatureColumn {
  if (column.type === 'numeric') {
    const { values } = column;
    return { type: 'numeric', values: values instanceof Float64Array ? values : Float64Array.from(values) };
  }
  const { codes, dictionary } = column;
  return { type: 'categorical', codes: codes instanceof Int32Array ? codes : Int32Array.from(codes), dictionary };
}
