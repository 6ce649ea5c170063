export type Edge = readonly [string, string];

export interface LayeredGraph {
  /** Column of each node, from 0. */
  readonly layers: ReadonlyMap<string, number>;
  /** Without doubles, loops and those that would close a circle. */
  readonly edges: readonly Edge[];
  /** Edges that close a circle; they are drawn backwards. */
  readonly back: readonly Edge[];
}

/** Puts every node one column right of the last it depends on; those that depend on nothing move next to their first user. */
export function layerGraph(ids: readonly string[], all: readonly Edge[]): LayeredGraph {
  const { edges, back } = withoutCircles(ids, distinct(all));
  const order = topological(ids, edges);
  const layers = new Map<string, number>(ids.map((id) => [id, 0]));
  const layer = (id: string) => layers.get(id) ?? 0;
  for (const id of order) {
    for (const [from, to] of edges) if (from === id) layers.set(to, Math.max(layer(to), layer(id) + 1));
  }
  for (const id of order.toReversed()) {
    const users = edges.filter(([from]) => from === id).map(([, to]) => layer(to));
    if (users.length > 0 && !edges.some(([, to]) => to === id)) layers.set(id, Math.min(...users) - 1);
  }
  return { layers, edges, back };
}

function distinct(edges: readonly Edge[]): Edge[] {
  const seen = new Set<string>();
  return edges.filter(([from, to]) => {
    const key = JSON.stringify([from, to]);
    return from !== to && !seen.has(key) && seen.add(key);
  });
}

/** An edge to a node that is still being visited closes a circle. */
function withoutCircles(ids: readonly string[], all: readonly Edge[]): { edges: Edge[]; back: Edge[] } {
  const edges: Edge[] = [];
  const back: Edge[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string) => {
    state.set(id, 'open');
    for (const edge of all) {
      if (edge[0] !== id) continue;
      if (state.get(edge[1]) === 'open') back.push(edge);
      else {
        edges.push(edge);
        if (!state.has(edge[1])) visit(edge[1]);
      }
    }
    state.set(id, 'done');
  };
  for (const id of ids) if (!state.has(id)) visit(id);
  return { edges, back };
}

function topological(ids: readonly string[], edges: readonly Edge[]): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string) => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const [from, to] of edges) if (from === id) visit(to);
    order.push(id);
  };
  for (const id of ids) visit(id);
  return order.reverse();
}
