import { type Edge, layerGraph } from './layer-graph.ts';
import { orderColumns } from './order-columns.ts';
import { placeRows } from './place-rows.ts';

export interface NodeSize {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends NodeSize {
  /** Left and top edge. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** From the right side of one node to the left side of another, through free places in the columns between. */
  readonly points: readonly (readonly [number, number])[];
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

const columnGap = 40;
const rowGap = 18;

/** Lays a graph out in columns from left to right, with few crossings and short, smooth edges. */
export function layoutGraph(sizes: readonly NodeSize[], all: readonly Edge[]): GraphLayout {
  const byId = new Map(sizes.map((size) => [size.id, size]));
  const graph = layerGraph([...byId.keys()], all);
  const columns: string[][] = [];
  for (const [id, layer] of graph.layers) {
    while (columns.length <= layer) columns.push([]);
    columns[layer]?.push(id);
  }
  const chains = graph.edges.map((edge) => ({ edge, chain: chainOf(edge, graph.layers, columns) }));
  const links = chains.flatMap(({ chain }) => chain.slice(1).map((id, index): Edge => [chain[index] ?? '', id]));
  const ordered = orderColumns(columns, links);
  const height = (id: string) => byId.get(id)?.height ?? 0;
  const rows = placeRows(ordered, links, height, rowGap);
  const top = Math.min(...[...rows].map(([id, middle]) => middle - height(id) / 2));
  const columnWidths = ordered.map((column) => Math.max(0, ...column.map((id) => byId.get(id)?.width ?? 0)));
  const lefts = columnWidths.map((_, index) =>
    columnWidths.slice(0, index).reduce((sum, width) => sum + width + columnGap, 0),
  );
  const nodes = sizes.map((size) => {
    const layer = graph.layers.get(size.id) ?? 0;
    const y = (rows.get(size.id) ?? 0) - top - size.height / 2;
    return { ...size, width: columnWidths[layer] ?? size.width, x: lefts[layer] ?? 0, y };
  });
  const placed = new Map(nodes.map((node) => [node.id, node]));
  const layerOf = new Map(ordered.flatMap((column, layer) => column.map((id) => [id, layer] as const)));
  const edges = chains.map(({ edge: [from, to], chain }) => ({
    from,
    to,
    points: chain.flatMap((id) => {
      const left = lefts[layerOf.get(id) ?? 0] ?? 0;
      const right = left + (columnWidths[layerOf.get(id) ?? 0] ?? 0);
      const middle = (rows.get(id) ?? 0) - top;
      if (id === from) return [[right, middle] as const];
      return id === to ? [[left, middle] as const] : [[left, middle] as const, [right, middle] as const];
    }),
  }));
  const backwards = graph.back.flatMap(([from, to]) => backwardEdge(from, to, placed));
  return {
    nodes,
    edges: [...edges, ...backwards],
    width: Math.max(0, ...nodes.map((node) => node.x + node.width)),
    height: Math.max(0, ...nodes.map((node) => node.y + node.height)),
  };
}

/** The ends of an edge and a new point in each column between, which is added to that column. */
function chainOf([from, to]: Edge, layers: ReadonlyMap<string, number>, columns: string[][]): string[] {
  const chain = [from];
  for (let layer = (layers.get(from) ?? 0) + 1; layer < (layers.get(to) ?? 0); layer++) {
    const point = `\0${JSON.stringify([from, to, layer])}`;
    columns[layer]?.push(point);
    chain.push(point);
  }
  return [...chain, to];
}

function backwardEdge(from: string, to: string, placed: ReadonlyMap<string, PlacedNode>): PlacedEdge[] {
  const a = placed.get(from);
  const b = placed.get(to);
  if (a === undefined || b === undefined) return [];
  const start = [a.x + a.width, a.y + a.height / 2] as const;
  return [{ from, to, points: [start, [b.x, b.y + b.height / 2]] }];
}
