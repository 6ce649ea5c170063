import { type BarPlot, barData } from './bar-data.ts';
import type { Drawing } from './figure.ts';
import { emptyPlot } from './frame.ts';
import { horizontalBars } from './horizontal-bars.ts';
import { verticalBars } from './vertical-bars.ts';

/** Bars from zero, side by side where a label has several groups. */
export function barPlot(title: string, plot: BarPlot, width: number): Drawing {
  const data = barData(plot);
  if (data === undefined) return { svg: emptyPlot(title, width), legend: [] };
  const chart = { title, x: plot.x, y: plot.y, data, width };
  return {
    svg: plot.horizontal === true ? horizontalBars(chart) : verticalBars(chart),
    legend: data.groups.length > 1 ? data.groups : [],
  };
}
