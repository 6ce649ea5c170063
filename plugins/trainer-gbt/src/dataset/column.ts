/** A numeric feature. NaN = missing. */
export interface NumericColumn {
  readonly name: string;
  readonly type: 'numeric';
  readonly values: Float64Array | Float32Array;
}

/** A categorical feature. A code outside the dictionary (-1 by custom) is missing. */
export interface CategoricalColumn {
  readonly name: string;
  readonly type: 'categorical';
  readonly codes: Int32Array | Uint16Array;
  readonly dictionary: readonly string[];
}

export type Column = NumericColumn | CategoricalColumn;
