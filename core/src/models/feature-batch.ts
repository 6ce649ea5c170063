import type { Vector } from 'apache-arrow';
import type { FeatureBatch, FeatureColumn, FeatureValue } from '../contracts/model-flavor.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { CategoryColumn } from './category-column.ts';

/** An Arrow record batch or table. */
export interface ArrowColumns {
  readonly numRows: number;
  getChild(name: string): Vector | null;
}
/** Name and type of each feature: a `FeatureSpec`, or what a trainer is told. */
export interface FeatureList {
  readonly features: readonly { readonly name: string; readonly type: 'numeric' | 'categorical' }[];
}

/**
 * Columns of an Arrow batch that already are features, as a model takes them: null becomes NaN or code -1.
 * Numeric columns may be of any number type or boolean, categorical ones text or dictionaries of text.
 * Float64 columns without nulls and dictionary codes are shared, not copied.
 * @throws PEN_MODEL_INPUT naming the column that is missing or of another type.
 */
export function featureBatch(batch: ArrowColumns, { features }: FeatureList): FeatureBatch {
  const columns: Record<string, FeatureColumn> = {};
  for (const { name, type } of features) {
    const vector = batch.getChild(name);
    if (!vector) throw badColumn(name, 'is missing');
    columns[name] = type === 'numeric' ? numericColumn(name, vector) : categoricalColumn(name, vector);
  }
  return { rows: batch.numRows, columns };
}

/** Rows of feature values (from `featureRow`) as a batch. */
export function batchOfRows(
  rows: readonly Readonly<Record<string, FeatureValue>>[],
  { features }: FeatureList,
): FeatureBatch {
  const columns: Record<string, FeatureColumn> = {};
  for (const { name, type } of features) {
    if (type === 'numeric') {
      const values = Float64Array.from(rows, (row) => Number(row[name] ?? Number.NaN));
      columns[name] = { type, values };
      continue;
    }
    const column = new CategoryColumn(rows.length);
    for (const [at, row] of rows.entries()) column.set(at, textOf(row[name]));
    columns[name] = column.finish();
  }
  return { rows: rows.length, columns };
}

function textOf(value: FeatureValue): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numericColumn(name: string, vector: Vector): FeatureColumn {
  const [chunk] = vector.data;
  if (vector.data.length === 1 && chunk && vector.nullCount === 0 && chunk.values instanceof Float64Array)
    return { type: 'numeric', values: chunk.values.subarray(0, vector.length) };
  const values = new Float64Array(vector.length).fill(Number.NaN);
  for (let at = 0; at < vector.length; at++) {
    const value: unknown = vector.get(at);
    if (value === null) continue;
    if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean')
      throw badColumn(name, `holds ${String(vector.type)}, not numbers`);
    values[at] = Number(value);
  }
  return { type: 'numeric', values };
}

function categoricalColumn(name: string, vector: Vector): FeatureColumn {
  const [chunk] = vector.data;
  const dictionary = chunk?.dictionary;
  if (
    vector.data.length === 1 &&
    vector.nullCount === 0 &&
    dictionary?.nullCount === 0 &&
    chunk?.values instanceof Int32Array
  ) {
    return {
      type: 'categorical',
      codes: chunk.values.subarray(0, vector.length),
      dictionary: Array.from(dictionary, (value: unknown) => text(name, vector, value)),
    };
  }
  const column = new CategoryColumn(vector.length);
  for (let at = 0; at < vector.length; at++) {
    const value: unknown = vector.get(at);
    column.set(at, value === null ? null : text(name, vector, value));
  }
  return column.finish();
}

function text(name: string, vector: Vector, value: unknown): string {
  if (typeof value === 'string') return value;
  throw badColumn(name, `holds ${String(vector.type)}, not text`);
}

function badColumn(name: string, problem: string): PenstockError {
  return new PenstockError('PEN_MODEL_INPUT', `The feature column "${name}" ${problem}`, { at: name });
}
