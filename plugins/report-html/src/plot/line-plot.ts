import type { Plot } from '@penstock/core/contracts';
import { type Markup, markup } from '../markup.ts';
import { formatNumber } from '../number-format.ts';
import type { Drawing } from './figure.ts';
import { type Box, emptyPlot, labelRoom, svg, xAxis, yAxis } from './frame.ts';
import { extent, type LinearScale, linearScale } from './linear-scale.ts';

type LinePlot = Extract<Plot, { kind: 'line' }>;
type Point = readonly [number, number];

/** With so few points each gets a dot. */
const dotted = 16;

/** Lines over two number axes. Points that are not finite leave a gap. With a diagonal both axes are as long. */
export function linePlot(title: string, plot: LinePlot, width: number): Drawing {
  const points = plot.series.flatMap((series) => series.points.filter(isFinitePoint));
  const xs = extent(points.map(([x]) => x));
  const ys = extent(points.map(([, y]) => y));
  if (xs === undefined || ys === undefined) return { svg: emptyPlot(title, width), legend: [] };
  const square = plot.diagonal === true;
  const height = square ? Math.min(width, 480) : Math.round(Math.min(width * 0.62, 380));
  const yDomain = square ? both(xs, ys) : withZero(ys);
  const edges: Box = { left: 0, top: 36, right: width - 16, bottom: height - 46 };
  const y = linearScale(yDomain, [edges.bottom, edges.top], 5);
  const left = labelRoom(y);
  const right = square ? Math.min(edges.right, left + edges.bottom - edges.top) : edges.right;
  const box: Box = { ...edges, left, right };
  const x = linearScale(
    square ? yDomain : xs,
    [box.left, box.right],
    square ? 5 : Math.max(3, Math.floor(width / 110)),
  );
  const content = [
    yAxis(y, box, plot.y),
    xAxis(x, box, plot.x, square),
    square ? diagonal(x, y) : undefined,
    plot.series.map((series, index) => line(series, index, x, y)),
  ];
  const drawn = square ? Math.ceil(right + 16) : width;
  return {
    svg: svg(`${title}: ${plot.y} by ${plot.x}`, drawn, height, content),
    legend: plot.series.length > 1 ? plot.series.map(({ name }) => name) : [],
  };
}

function line({ name, points }: LinePlot['series'][number], index: number, x: LinearScale, y: LinearScale): Markup {
  const at = ([px, py]: Point) => `${round(x.at(px))},${round(y.at(py))}`;
  const path = runs(points)
    .map((run) => `M${run.map(at).join('L')}`)
    .join('');
  const dots = points.length > dotted ? [] : points.filter(isFinitePoint);
  return markup`<g style="--c:var(--c${index % 8})"><path class="line" d="${path}"><title>${name}</title></path>${dots.map(
    ([px, py]) =>
      markup`<circle class="dot" cx="${x.at(px)}" cy="${y.at(py)}" r="3.2"><title>${name}: ${formatNumber(py)} at ${formatNumber(px)}</title></circle>`,
  )}</g>`;
}

/** Stretches of finite points. */
function runs(points: readonly Point[]): Point[][] {
  const found: Point[][] = [[]];
  for (const point of points) {
    if (isFinitePoint(point)) found.at(-1)?.push(point);
    else found.push([]);
  }
  return found.filter((run) => run.length > 0);
}

function diagonal(x: LinearScale, y: LinearScale): Markup {
  const [low, high] = x.domain;
  return markup`<line class="reference" x1="${x.at(low)}" y1="${y.at(low)}" x2="${x.at(high)}" y2="${y.at(high)}"/>`;
}

/** Starts at zero unless that would press the lines into a corner. */
function withZero([low, high]: Point): Point {
  return low > 0 && low < high * 0.4 ? [0, high] : [low, high];
}

function both(a: Point, b: Point): Point {
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}

function isFinitePoint([x, y]: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
