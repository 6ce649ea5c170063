import { PenstockError } from '@penstock/core';
import type { Column } from './column.ts';
import type { Dataset } from './dataset.ts';
import type { FeatureBins } from './feature-bins.ts';
import { numericBin } from './numeric-bounds.ts';

/**
 * The bin of every row of a feature, whose column is found by name.
 * @throws PEN_TRAINING_DATA when the column is absent or of the other type.
 */
export function codeColumn(dataset: Dataset, bins: FeatureBins, role: string): Int32Array {
  const column = dataset.columns.find(({ name }) => name === bins.name);
  const codes = column === undefined ? undefined : binsOf(column, bins);
  if (codes !== undefined) return codes;
  const message = `The ${role} has no ${bins.type} column "${bins.name}"`;
  throw new PenstockError('PEN_TRAINING_DATA', message, { at: role });
}

function binsOf(column: Column, bins: FeatureBins): Int32Array | undefined {
  if (column.type === 'numeric' && bins.type === 'numeric') {
    const codes = new Int32Array(column.values.length);
    for (let row = 0; row < codes.length; row++) {
      const value = column.values[row]!;
      codes[row] = Number.isNaN(value) ? bins.known : numericBin(bins.bounds, value);
    }
    return codes;
  }
  if (column.type !== 'categorical' || bins.type !== 'categorical') return undefined;
  const binOf = new Map(bins.categories.map((category, bin) => [category, bin]));
  const binOfCode = Int32Array.from(column.dictionary, (category) => binOf.get(category) ?? bins.known);
  const codes = new Int32Array(column.codes.length);
  for (let row = 0; row < codes.length; row++) codes[row] = binOfCode[column.codes[row]!] ?? bins.known;
  return codes;
}
