import { type Markup, type MarkupValue, markup } from '../markup.ts';
import { textWidth } from '../text-width.ts';
import type { LinearScale } from './linear-scale.ts';

/** Size of tick labels and axis titles, in pixels of the drawing. */
export const fontSize = 12;

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Narrower than this share of their size drawings are not legible: they scroll sideways instead. */
const smallest = 0.75;

/** The `<svg>` element, as wide as its place up to its own size; its title is read aloud. */
export function svg(title: string, width: number, height: number, content: MarkupValue): Markup {
  return markup`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}"
 style="max-width:${width}px;min-width:${width * smallest}px">${content}</svg>`;
}

/** Said in place of a drawing that has nothing to show. */
export function emptyPlot(title: string, width: number): Markup {
  return svg(title, width, 80, markup`<text class="muted" x="${width / 2}" y="44" text-anchor="middle">No data</text>`);
}

/** Room for the labels of a vertical value axis. */
export function labelRoom(scale: LinearScale): number {
  return Math.ceil(Math.max(...scale.ticks.map((tick) => textWidth(scale.format(tick), fontSize)))) + 10;
}

/** Lines across the box at the ticks, labels left of it, the axis' name above. */
export function yAxis(scale: LinearScale, box: Box, name: string): Markup {
  const ticks = scale.ticks.map((tick) => {
    const y = scale.at(tick);
    const axis = tick === 0 ? 'axis' : 'grid';
    return markup`<line class="${axis}" x1="${box.left}" x2="${box.right}" y1="${y}" y2="${y}"/>
<text class="tick" x="${box.left - 8}" y="${y + 4}" text-anchor="end">${scale.format(tick)}</text>`;
  });
  return markup`${ticks}<text class="name" x="0" y="12">${name}</text>`;
}

/** Labels below the box at the ticks, the axis' name at its right end. */
export function xAxis(scale: LinearScale, box: Box, name: string, lines: boolean): Markup {
  const ticks = scale.ticks.map((tick) => {
    const x = scale.at(tick);
    const line = markup`<line class="${tick === 0 ? 'axis' : 'grid'}" x1="${x}" x2="${x}" y1="${box.top}" y2="${box.bottom}"/>`;
    const mark = markup`<line class="axis" x1="${x}" x2="${x}" y1="${box.bottom}" y2="${box.bottom + 4}"/>`;
    return markup`${lines ? line : mark}
<text class="tick" x="${x}" y="${box.bottom + 18}" text-anchor="middle">${scale.format(tick)}</text>`;
  });
  return markup`${ticks}<text class="name" x="${box.right}" y="${box.bottom + 38}" text-anchor="end">${name}</text>`;
}
