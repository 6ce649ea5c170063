import type { Points } from './points.ts';

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
