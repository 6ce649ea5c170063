import type { Plot } from '@penstock/core/contracts';
import { type Markup, markup } from '../markup.ts';
import { columnFormat } from '../number-format.ts';
import { textWidth } from '../text-width.ts';
import { extent } from './linear-scale.ts';

export type BarPlot = Extract<Plot, { kind: 'bar' }>;

export interface Bar {
  readonly value: number;
  readonly text: string;
  /** Shown when the pointer rests on the bar. */
  readonly title: string;
  /** Place within its cluster, and number of its colour. */
  readonly place: number;
}

/** The bars of one label, one per group it has. */
export interface BarCluster {
  readonly label: string;
  readonly bars: readonly Bar[];
}

export interface BarData {
  readonly clusters: readonly BarCluster[];
  readonly groups: readonly string[];
  /** Includes zero and the rule. */
  readonly domain: readonly [number, number];
  readonly rule: { readonly value: number; readonly text: string } | undefined;
  /** Width of the widest value as text. */
  readonly valueWidth: number;
}

export interface BarChart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly data: BarData;
  readonly width: number;
}

export const valueSize = 11;

/** Bars by label and group, in the order in which both first appear; `undefined` when no value is finite. */
export function barData({ bars, rule }: BarPlot): BarData | undefined {
  const ruled = rule === undefined || !Number.isFinite(rule) ? [] : [rule];
  const range = extent([...bars.map(({ value }) => value), ...ruled]);
  if (range === undefined || bars.length === 0) return undefined;
  const groups = [...new Set(bars.map(({ group }) => group ?? ''))];
  const format = columnFormat(bars.map(({ value }) => value));
  const clusters = new Map<string, Bar[]>();
  for (const { label, group = '', value } of bars) {
    const text = format(value);
    const bar = {
      value,
      text,
      title: `${group === '' ? label : `${label}, ${group}`}: ${text}`,
      place: groups.indexOf(group),
    };
    clusters.set(label, [...(clusters.get(label) ?? []), bar]);
  }
  return {
    clusters: [...clusters].map(([label, items]) => ({ label, bars: items })),
    groups,
    domain: [Math.min(0, range[0]), Math.max(0, range[1])],
    rule: ruled[0] === undefined ? undefined : { value: ruled[0], text: columnFormat(ruled)(ruled[0]) },
    valueWidth: Math.max(...bars.map(({ value }) => textWidth(format(value), valueSize))),
  };
}

/** A rectangle in the colour of the bar's group. */
export function barRect(bar: Bar, x: number, y: number, size: readonly [number, number]): Markup {
  const [width, height] = size.map((length) => Math.max(1, length));
  return markup`<rect class="bar" style="--c:var(--c${bar.place % 8})" x="${x}" y="${y}" width="${width}" height="${height}" rx="2"><title>${bar.title}</title></rect>`;
}
