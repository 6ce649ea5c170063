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

/**
 * The same law with at most `limit` points. An eighth of them keep the smallest values and an eighth the largest as
 * they are, because tails weigh most in distances; what lies between becomes blocks of about equally many rows, each
 * standing at its mean. The distribution function moves by at most one block, `rows / (0.75 · limit)` rows.
 */
export function condense(points: Points, limit: number): Points {
  const size = points.values.length;
  if (size <= limit) return points;
  const tail = Math.floor(limit / 8);
  const middle = points.counts.subarray(tail, size - tail).reduce((sum, count) => sum + count, 0);
  const blockRows = middle / (limit - 2 * tail);
  const values: number[] = [];
  const counts: number[] = [];
  let passed = 0;
  for (let from = 0; from < size; ) {
    const inTail = from < tail || from >= size - tail;
    let to = from + 1;
    if (!inTail) {
      passed += points.counts[from] ?? 0;
      const end = Math.ceil(passed / blockRows) * blockRows;
      while (to < size - tail && passed + (points.counts[to] ?? 0) <= end) {
        passed += points.counts[to] ?? 0;
        to += 1;
      }
    }
    const block = { values: points.values.subarray(from, to), counts: points.counts.subarray(from, to) };
    const rows = block.counts.reduce((sum, count) => sum + count, 0);
    counts.push(rows);
    values.push(block.values.reduce((sum, value, i) => sum + value * ((block.counts[i] ?? 0) / rows), 0));
    from = to;
  }
  return { values: Float64Array.from(values), counts: Float64Array.from(counts), rows: points.rows };
}

/** Both laws on one axis: every value of either, with the rows of each. */
export interface PairedPoints {
  readonly values: Float64Array;
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

export function pairPoints(reference: Points, current: Points): PairedPoints {
  const most = reference.values.length + current.values.length;
  const [values, left, right] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  let [i, j, size] = [0, 0, 0];
  for (; i < reference.values.length || j < current.values.length; size += 1) {
    const a = reference.values[i] ?? Number.POSITIVE_INFINITY;
    const b = current.values[j] ?? Number.POSITIVE_INFINITY;
    values[size] = Math.min(a, b);
    if (a <= b) left[size] = reference.counts[i++] ?? 0;
    if (b <= a) right[size] = current.counts[j++] ?? 0;
  }
  return { values: values.subarray(0, size), reference: left.subarray(0, size), current: right.subarray(0, size) };
}
