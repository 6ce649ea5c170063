export interface Cleaned {
  /** The finite values, in order. */
  readonly values: Float64Array;
  readonly dropped: { readonly null: number; readonly nan: number; readonly inf: number };
}

/** Leaves out what no statistic can take, and counts it. */
export function clean(column: ArrayLike<number | null>): Cleaned {
  const values = new Float64Array(column.length);
  let [kept, nulls, nan, inf] = [0, 0, 0, 0];
  for (let i = 0; i < column.length; i += 1) {
    const value = column[i];
    if (value === null || value === undefined) nulls += 1;
    else if (Number.isNaN(value)) nan += 1;
    else if (!Number.isFinite(value)) inf += 1;
    else {
      // Adding zero makes −0 the same value as 0.
      values[kept] = value + 0;
      kept += 1;
    }
  }
  return { values: values.subarray(0, kept), dropped: { null: nulls, nan, inf } };
}
