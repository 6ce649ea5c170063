import type { Edge } from './layer-graph.ts';

const sweeps = 24;

/**
 * Vertical middles: every node as near to the mean of its neighbours as its column's order and `gap` between boxes allow.
 * @param height Height of a node; 0 for a point where an edge passes a column.
 */
export function placeRows(
  columns: readonly (readonly string[])[],
  edges: readonly Edge[],
  height: (id: string) => number,
  gap: number,
): Map<string, number> {
  const neighbours = new Map<string, string[]>();
  for (const [from, to] of edges) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  const rows = new Map<string, number>();
  for (const column of columns) spread(column, rows, () => 0, height, gap);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const wanted = (id: string) => {
      const beside = neighbours.get(id) ?? [];
      const own = rows.get(id) ?? 0;
      return beside.length === 0 ? own : beside.reduce((sum, other) => sum + (rows.get(other) ?? 0), 0) / beside.length;
    };
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) spread(column, rows, wanted, height, gap);
  }
  return rows;
}

/** Least squares under the order and the gaps: isotonic regression by pooling adjacent violators. */
function spread(
  column: readonly string[],
  rows: Map<string, number>,
  wanted: (id: string) => number,
  height: (id: string) => number,
  gap: number,
): void {
  const offsets: number[] = [];
  for (const [index, id] of column.entries()) {
    const before = column[index - 1];
    offsets.push(before === undefined ? 0 : (offsets[index - 1] ?? 0) + (height(before) + height(id)) / 2 + gap);
  }
  const pools: { sum: number; count: number }[] = [];
  for (const [index, id] of column.entries()) {
    let pool = { sum: wanted(id) - (offsets[index] ?? 0), count: 1 };
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
    }
    pools.push(pool);
  }
  const levels = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  for (const [index, id] of column.entries()) rows.set(id, (levels[index] ?? 0) + (offsets[index] ?? 0));
}
