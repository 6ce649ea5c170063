import { type Markup, markup } from '../markup.ts';
import { fitText, textWidth } from '../text-width.ts';
import { type Bar, type BarChart, type BarData, barRect } from './bar-data.ts';
import { type Box, fontSize, svg, xAxis } from './frame.ts';
import { type LinearScale, linearScale } from './linear-scale.ts';

const thickness = { single: 18, grouped: 13 } as const;
const gap = 10;
const top = 36;

/** One row per label, values written at the ends of the bars. */
export function horizontalBars({ title, x: xName, y: yName, data, width }: BarChart): Markup {
  const { clusters, groups, domain, rule, valueWidth } = data;
  const bar = groups.length > 1 ? thickness.grouped : thickness.single;
  const pitch = bar * groups.length + gap;
  const room = Math.min(width * 0.4, Math.max(...clusters.map(({ label }) => textWidth(label, fontSize))) + 12);
  const box: Box = { left: room, top, right: width - valueWidth - 12, bottom: top + pitch * clusters.length };
  const x = linearScale(domain, [box.left + (domain[0] < 0 ? valueWidth + 12 : 0), box.right], 5);
  const rows = clusters.map(({ label, bars }, row) => {
    const first = box.top + gap / 2 + row * pitch;
    return markup`<text class="tick label" x="${box.left - 8}" y="${first + (pitch - gap) / 2 + 4}" text-anchor="end">${fitText(
      label,
      fontSize,
      room - 10,
    )}<title>${label}</title></text>${bars.map((item) => barRow(item, first + item.place * bar, bar, x))}`;
  });
  const name = markup`<text class="name" x="0" y="12">${yName}</text>`;
  const content = [xAxis(x, box, xName, true), name, rows, ruleLine(rule, x, box)];
  return svg(`${title}: ${xName} by ${yName}`, width, box.bottom + 46, content);
}

function barRow(bar: Bar, y: number, height: number, x: LinearScale): Markup {
  const middle = y + height / 2 + 3.5;
  if (!Number.isFinite(bar.value)) {
    return markup`<text class="value muted" x="${x.at(0) + 6}" y="${middle}">${bar.text}</text>`;
  }
  const from = x.at(Math.min(0, bar.value));
  const to = x.at(Math.max(0, bar.value));
  const [at, anchor] = bar.value < 0 ? [from - 6, 'end'] : [to + 6, 'start'];
  return markup`${barRect(bar, from, y, [to - from, height - 1])}
<text class="value" x="${at}" y="${middle}" text-anchor="${anchor}">${bar.text}</text>`;
}

function ruleLine(rule: BarData['rule'], x: LinearScale, box: Box): Markup | undefined {
  if (rule === undefined) return undefined;
  const at = x.at(rule.value);
  return markup`<line class="reference" x1="${at}" x2="${at}" y1="${box.top - 6}" y2="${box.bottom}"/>
<text class="reference-label" x="${at}" y="${box.top - 11}" text-anchor="middle">${rule.text}</text>`;
}
