import { PenstockError } from '@penstock/core';
import { type Data, DataType, Vector } from 'apache-arrow';
import type { CategoricalColumn, NumericColumn } from './column.ts';

/**
 * Numbers of an Arrow column: integers of any width, floats and booleans (0 or 1); null becomes NaN.
 * Float64 values without nulls are shared, not copied.
 * @throws PEN_TRAINING_DATA for any other type.
 */
export function numericColumn(name: string, vector: Vector): NumericColumn {
  const { type } = vector;
  if (!DataType.isInt(type) && !DataType.isFloat(type) && !DataType.isBool(type) && !DataType.isNull(type))
    throw badType(name, vector, 'a number or boolean');
  const [only] = vector.data;
  if (vector.data.length === 1 && vector.nullCount === 0 && only?.values instanceof Float64Array)
    return { name, type: 'numeric', values: only.values.subarray(0, vector.length) };
  const values = new Float64Array(vector.length);
  let row = 0;
  for (const chunk of vector.data) {
    const get = valueGetter(chunk);
    for (let index = 0; index < chunk.length; index++) {
      const value = get(index);
      values[row++] = value === null ? Number.NaN : Number(value);
    }
  }
  return { name, type: 'numeric', values };
}

/**
 * Categories of an Arrow column: text, integers or booleans, plain or as a dictionary; each becomes its text.
 * @throws PEN_TRAINING_DATA for any other type.
 */
export function categoricalColumn(name: string, vector: Vector): CategoricalColumn {
  const type = DataType.isDictionary(vector.type) ? vector.type.dictionary : vector.type;
  if (!DataType.isUtf8(type) && !DataType.isLargeUtf8(type) && !DataType.isInt(type) && !DataType.isBool(type))
    throw badType(name, vector, 'text, an integer or a boolean');
  const codeOf = new Map<string, number>();
  const dictionary: string[] = [];
  const encode = (value: Cell) => {
    if (value === null) return -1;
    const category = String(value);
    const known = codeOf.get(category);
    if (known !== undefined) return known;
    codeOf.set(category, dictionary.length);
    return dictionary.push(category) - 1;
  };
  const codes = new Int32Array(vector.length);
  let row = 0;
  for (const chunk of vector.data) {
    const get = chunk.dictionary === undefined ? valueGetter(chunk) : undefined;
    const codeOfKey = get === undefined ? Array.from(chunk.dictionary ?? [], encode) : [];
    for (let index = 0; index < chunk.length; index++) {
      if (get !== undefined) codes[row++] = encode(get(index));
      else codes[row++] = chunk.getValid(index) ? (codeOfKey[Number(chunk.values[index])] ?? -1) : -1;
    }
  }
  return { name, type: 'categorical', codes, dictionary };
}

/** What the accepted types hold. */
type Cell = string | number | bigint | boolean | null;

/** Reads a chunk by index; straight from its buffer where that holds the values as they are. */
function valueGetter(chunk: Data): (index: number) => Cell {
  const { values } = chunk;
  const plain = DataType.isInt(chunk.type) || values instanceof Float64Array || values instanceof Float32Array;
  if (!plain) {
    const vector = new Vector([chunk]);
    return (index) => vector.get(index);
  }
  if (chunk.nullCount === 0) return (index) => values[index];
  return (index) => (chunk.getValid(index) ? values[index] : null);
}

function badType(name: string, vector: Vector, wanted: string): PenstockError {
  return new PenstockError('PEN_TRAINING_DATA', `The column "${name}" is ${String(vector.type)}, not ${wanted}`, {
    at: name,
    hint: 'Cast it in the query that makes the features.',
  });
}
