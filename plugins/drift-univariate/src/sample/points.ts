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
 * The same law with at most `limit` points (16 or more). An eighth of them keep the smallest values and an eighth the
 * largest as they are, because tails weigh most in distances; what lies between becomes blocks of neighbours with about
 * equally many rows, each standing at its mean, and a frequent value is a block alone. The distribution function moves
 * by less than one block, which is at most `rows / (0.375 · limit)` rows and half of that where values hardly repeat.
 */
export function condense(points: Points, limit: number): Points {
  const size = points.values.length;
  if (size <= limit) return points;
  const tail = Math.floor(limit / 8);
  const blocks = limit - 2 * tail - 1;
  const middle = points.counts.subarray(tail, size - tail).reduce((sum, count) => sum + count, 0);
  let ends = blockEnds(points.counts, tail, size - tail, middle / blocks);
  if (ends.length > blocks + 1) ends = blockEnds(points.counts, tail, size - tail, (2 * middle) / blocks);
  const values = new Float64Array(2 * tail + ends.length);
  const counts = new Float64Array(values.length);
  values.set(points.values.subarray(0, tail));
  counts.set(points.counts.subarray(0, tail));
  let from = tail;
  for (const [i, to] of ends.entries()) {
    const part = points.counts.subarray(from, to);
    const rows = part.reduce((sum, count) => sum + count, 0);
    counts[tail + i] = rows;
    values[tail + i] = part.reduce((sum, count, k) => sum + (points.values[from + k] ?? 0) * (count / rows), 0);
    from = to;
  }
  values.set(points.values.subarray(size - tail), tail + ends.length);
  counts.set(points.counts.subarray(size - tail), tail + ends.length);
  return { values, counts, rows: points.rows };
}

/** Where blocks of at most `rows` rows end; a point with more is a block alone. */
function blockEnds(counts: Float64Array, from: number, to: number, rows: number): number[] {
  const ends: number[] = [];
  let block = 0;
  for (let i = from; i < to; i += 1) {
    const count = counts[i] ?? 0;
    if (block > 0 && block + count > rows) {
      ends.push(i);
      block = 0;
    }
    block += count;
  }
  ends.push(to);
  return ends;
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
