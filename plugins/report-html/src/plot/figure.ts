import type { Plot } from '@penstock/core/contracts';
import { graphPlot } from '../graph/graph-plot.ts';
import { type Markup, markup } from '../markup.ts';
import { barPlot } from './bar-plot.ts';
import { linePlot } from './line-plot.ts';

export interface PlotBlock {
  readonly title: string;
  readonly plot: Plot;
  readonly caption?: string;
}

/** What a plot kind draws: an SVG and the names of its colours, if more than one. */
export interface Drawing {
  readonly svg: Markup;
  readonly legend: readonly string[];
}

/** Drawing width for telephones, where a wide drawing would be too small to read. */
const narrow = 380;

/** A plot with its title, legend and caption. `width` is the drawing's width on a large screen, in its own pixels. */
export function figure({ title, plot, caption }: PlotBlock, width: number): Markup {
  const { svg, legend } = draw(title, plot, width);
  const names = legend.map(
    (name, index) => markup`<li><i style="background:var(--c${index % 8})"></i><bdi>${name}</bdi></li>`,
  );
  const drawing =
    plot.kind === 'graph'
      ? svg
      : markup`<div class="wide">${svg}</div><div class="narrow">${draw(title, plot, narrow).svg}</div>`;
  return markup`<figure>
<figcaption><h3>${title}</h3>${names.length > 0 ? markup`<ul class="legend">${names}</ul>` : undefined}</figcaption>
<div class="scroll">${drawing}</div>
${caption === undefined ? undefined : markup`<p class="caption">${caption}</p>`}
</figure>`;
}

function draw(title: string, plot: Plot, width: number): Drawing {
  switch (plot.kind) {
    case 'line':
      return linePlot(title, plot, width);
    case 'bar':
      return barPlot(title, plot, width);
    case 'graph':
      return { svg: graphPlot(title, plot), legend: [] };
  }
}
