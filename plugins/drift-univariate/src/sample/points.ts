/** An empirical law: ascending values and how many rows each stands for. */
export interface Points {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  /** Sum of the counts. */
  readonly rows: number;
}

/** The law of ascending values, one point per distinct value. */
export function pointsOf(sorted: Float64Array): Points {
  const values = new Float64Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let last = -1;
  for (const value of sorted) {
    if (last < 0 || values[last] !== value) values[++last] = value;
    counts[last] = (counts[last] ?? 0) + 1;
  }
  return { values: values.slice(0, last + 1), counts: counts.slice(0, last + 1), rows: sorted.length };
}
