import type { Edge } from './layer-graph.ts';

const sweeps = 12;

/**
 * Orders the nodes of each column so that few edges cross: each goes to the mean place of its neighbours, column by column,
 * forth and back (Sugiyama, Tagawa, Toda 1981); the best order seen is kept. All edges must join neighbouring columns.
 */
export function orderColumns(columns: readonly (readonly string[])[], edges: readonly Edge[]): string[][] {
  let current = columns.map((column) => [...column]);
  let best = current;
  let fewest = crossings(current, edges);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const forth = sweep % 2 === 0;
    current = current.map((column) => [...column]);
    const indices = current.map((_, index) => index);
    for (const index of forth ? indices.slice(1) : indices.slice(0, -1).reverse()) {
      const beside = current[forth ? index - 1 : index + 1] ?? [];
      current[index] = byNeighbours(current[index] ?? [], beside, edges, forth);
    }
    const count = crossings(current, edges);
    if (count < fewest) {
      best = current;
      fewest = count;
    }
  }
  return best.map((column) => [...column]);
}

function byNeighbours(column: readonly string[], beside: readonly string[], edges: readonly Edge[], forth: boolean) {
  const place = new Map(beside.map((id, index) => [id, index]));
  const wanted = column.map((id, index) => {
    const places = edges.flatMap(([from, to]) => {
      const other = forth && to === id ? from : !forth && from === id ? to : undefined;
      return other === undefined ? [] : [place.get(other) ?? 0];
    });
    const mean = places.reduce((sum, item) => sum + item, 0) / places.length;
    return { id, place: places.length === 0 ? index : mean };
  });
  return wanted.sort((a, b) => a.place - b.place).map(({ id }) => id);
}

function crossings(columns: readonly (readonly string[])[], edges: readonly Edge[]): number {
  let count = 0;
  for (const [index, column] of columns.entries()) {
    const left = new Map(column.map((id, place) => [id, place]));
    const right = new Map((columns[index + 1] ?? []).map((id, place) => [id, place]));
    const between = edges.flatMap(([from, to]) => {
      const a = left.get(from);
      const b = right.get(to);
      return a === undefined || b === undefined ? [] : [[a, b] as const];
    });
    for (const [at, [a, b]] of between.entries()) {
      for (const [c, d] of between.slice(at + 1)) if ((a - c) * (b - d) < 0) count++;
    }
  }
  return count;
}
