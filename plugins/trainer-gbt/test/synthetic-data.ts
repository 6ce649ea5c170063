import type { FeatureValue, Task } from '@penstock/core/contracts';
import type { Column } from '../src/dataset/column.ts';
import { type Dataset, makeDataset } from '../src/dataset/dataset.ts';
import { seededRandom } from '../src/seeded-random.ts';

export interface SyntheticOptions {
  readonly rows?: number;
  readonly seed?: number;
  readonly task?: Task;
  /** Share of the values that are missing. */
  readonly missing?: number;
  /** Categories of the feature `city`. */
  readonly cities?: number;
}

/**
 * Data with structure to find: a continuous number, a small whole number, few and many categories, missing values that
 * mean something, and an interaction.
 */
export function syntheticData(options: SyntheticOptions = {}): Dataset {
  const { rows = 2000, seed = 1, task = 'binary', missing = 0.1, cities = 40 } = options;
  const random = seededRandom(seed, 77);
  const gap = () => random() < missing;
  const price = new Float64Array(rows);
  const hour = new Float64Array(rows);
  const kind = new Int32Array(rows);
  const city = new Int32Array(rows);
  const label = new Float64Array(rows);
  const kinds = ['plain', 'fancy', 'ünïcode', ''];
  for (let row = 0; row < rows; row++) {
    price[row] = gap() ? Number.NaN : (random() - 0.3) * 10 ** (random() * 4);
    hour[row] = gap() ? Number.NaN : Math.floor(random() * 24);
    kind[row] = gap() ? -1 : Math.floor(random() * kinds.length);
    city[row] = gap() ? -1 : Math.floor(random() ** 2 * cities);
    const effect =
      (Number.isNaN(price[row]!) ? 1.2 : Math.tanh(price[row]! / 300)) +
      (hour[row]! > 16 && kind[row] === 1 ? 1.5 : 0) +
      Math.sin(city[row]! * 2.4) -
      0.5;
    label[row] = task === 'binary' ? Number(random() < 1 / (1 + Math.exp(-effect))) : 100 * effect + 20 * random();
  }
  const columns: Column[] = [
    { name: 'price', type: 'numeric', values: price },
    { name: 'hour', type: 'numeric', values: hour },
    { name: 'kind', type: 'categorical', codes: kind, dictionary: kinds },
    { name: 'city', type: 'categorical', codes: city, dictionary: Array.from({ length: cities }, (_, at) => `c${at}`) },
  ];
  return makeDataset({ task, columns, label });
}

/** Rows as a server gets them: null for what is missing. */
export function rowsOf({ rows, columns }: Dataset): Record<string, FeatureValue>[] {
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, valueAt(column, row)])),
  );
}

function valueAt(column: Column, row: number): FeatureValue {
  if (column.type === 'categorical') return column.dictionary[column.codes[row] ?? -1] ?? null;
  const value = column.values[row] ?? Number.NaN;
  return Number.isNaN(value) ? null : value;
}
