import type { Plot } from '@penstock/core/contracts';
import { type Markup, markup } from '../markup.ts';
import { emptyPlot, svg } from '../plot/frame.ts';
import { fitText, textWidth } from '../text-width.ts';
import { layoutGraph, type PlacedEdge, type PlacedNode } from './layout-graph.ts';

type GraphPlot = Extract<Plot, { kind: 'graph' }>;
type GraphNode = GraphPlot['nodes'][number];

const sizes = { label: 13, kind: 10.5, note: 11 } as const;
const padding = 12;
const widest = 190;
const margin = 6;

/** Steps as boxes in columns from left to right, each kind in a colour of its own; ends of edges that name no node become nodes. */
export function graphPlot(title: string, plot: GraphPlot): Markup {
  const nodes = new Map(plot.nodes.map((node) => [node.id, node]));
  for (const id of plot.edges.flat()) if (!nodes.has(id)) nodes.set(id, { id, label: id, kind: '' });
  if (nodes.size === 0) return emptyPlot(title, 400);
  const kinds = [...new Set([...nodes.values()].map(({ kind }) => kind))];
  const layout = layoutGraph(
    [...nodes.values()].map((node) => ({ id: node.id, ...boxOf(node) })),
    plot.edges,
  );
  const content = [
    markup`<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8 7 4 0 7.2z"/></marker></defs>`,
    layout.edges.map(edgeOf),
    layout.nodes.map((placed) => {
      const node = nodes.get(placed.id);
      return node === undefined ? undefined : boxMarkup(node, placed, kinds.indexOf(node.kind));
    }),
  ];
  const inner = markup`<g transform="translate(${margin} ${margin})">${content}</g>`;
  return svg(title, Math.ceil(layout.width) + 2 * margin, Math.ceil(layout.height) + 2 * margin, inner);
}

function boxOf({ label, kind, note }: GraphNode): { width: number; height: number } {
  const texts = [textWidth(label, sizes.label), textWidth(kind, sizes.kind), textWidth(note ?? '', sizes.note)];
  return {
    width: Math.min(widest, Math.max(84, ...texts.map((width) => width + 2 * padding))),
    height: note ? 60 : 44,
  };
}

function boxMarkup({ label, kind, note }: GraphNode, { x, y, width, height }: PlacedNode, index: number): Markup {
  const room = width - 2 * padding;
  const noteText = note
    ? markup`<text class="note" x="${padding}" y="50">${fitText(note, sizes.note, room)}</text>`
    : undefined;
  return markup`<g class="node" transform="translate(${x} ${y})" style="--c:var(--c${index % 8})">
<title>${[kind, label, note].filter((text) => text !== undefined && text !== '').join(' · ')}</title>
<rect class="box" width="${width}" height="${height}" rx="7"/>
<rect class="mark" x="0" y="9" width="3.5" height="${height - 18}" rx="1.5"/>
<text class="kind" x="${padding}" y="17">${fitText(kind, sizes.kind, room)}</text>
<text class="label" x="${padding}" y="${kind === '' ? 27 : 33}">${fitText(label, sizes.label, room)}</text>${noteText}</g>`;
}

/** Curves that leave and arrive horizontally. */
function edgeOf({ points, from, to }: PlacedEdge): Markup {
  const [first, ...rest] = points;
  if (first === undefined) return markup``;
  let [px, py] = first;
  let path = `M${round(px)} ${round(py)}`;
  for (const [index, [x, y]] of rest.entries()) {
    const end = index === rest.length - 1 ? x - 2 : x;
    const bend = Math.max(18, Math.abs(end - px) / 2);
    path +=
      y === py
        ? `L${round(end)} ${round(y)}`
        : `C${round(px + bend)} ${round(py)} ${round(end - bend)} ${round(y)} ${round(end)} ${round(y)}`;
    [px, py] = [x, y];
  }
  return markup`<path class="edge" d="${path}" marker-end="url(#arrow)"><title>${from} → ${to}</title></path>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
