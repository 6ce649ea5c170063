import { type Markup, markup } from '../markup.ts';
import { fitText, textWidth } from '../text-width.ts';
import { type Bar, type BarChart, type BarData, barRect } from './bar-data.ts';
import { type Box, fontSize, labelRoom, svg, yAxis } from './frame.ts';
import { type LinearScale, linearScale } from './linear-scale.ts';

const widest = 64;
const top = 44;
/** Slanted labels: longest, along their own direction, and angle in degrees. */
const slant = { room: 110, angle: 36 } as const;

/** One place per label on the horizontal axis; labels are slanted where they would touch. */
export function verticalBars({ title, x: xName, y: yName, data, width }: BarChart): Markup {
  const { clusters, groups, domain, rule, valueWidth } = data;
  const height = Math.round(Math.min(width * 0.42, 260));
  const y = linearScale(domain, [top + height, top], 5);
  const right = width - (rule === undefined ? 12 : textWidth(rule.text, fontSize) + 14);
  const box: Box = { left: labelRoom(y), top, right, bottom: top + height };
  const pitch = (box.right - box.left) / clusters.length;
  const labelWidth = Math.max(...clusters.map(({ label }) => textWidth(label, fontSize)));
  const slanted = labelWidth > pitch - 4;
  const below = slanted ? 22 + Math.min(slant.room, labelWidth) * Math.sin((slant.angle * Math.PI) / 180) : 24;
  const bar = Math.min(widest, (pitch * 0.74) / groups.length);
  const columns = clusters.map(({ label, bars }, place) => {
    const middle = box.left + (place + 0.5) * pitch;
    const start = middle - (bar * groups.length) / 2;
    const drawn = bars.map((item) => column(item, start + item.place * bar, bar, y));
    const written =
      bar + 4 >= valueWidth ? bars.map((item) => valueText(item, start + (item.place + 0.5) * bar, y)) : [];
    return markup`${drawn}${written}${slanted ? slantedLabel(label, middle, box) : plainLabel(label, middle, box)}`;
  });
  const name = markup`<text class="name" x="${box.right}" y="${box.bottom + below + 14}" text-anchor="end">${xName}</text>`;
  const content = [yAxis(y, box, yName), columns, ruleLine(rule, y, box), name];
  return svg(`${title}: ${yName} by ${xName}`, width, Math.ceil(box.bottom + below + 20), content);
}

function column(bar: Bar, x: number, width: number, y: LinearScale): Markup | undefined {
  if (!Number.isFinite(bar.value)) return undefined;
  const from = y.at(Math.max(0, bar.value));
  return barRect(bar, x + 0.5, from, [width - 1, y.at(Math.min(0, bar.value)) - from]);
}

function valueText({ value, text }: Bar, x: number, y: LinearScale): Markup {
  const at = !Number.isFinite(value) ? y.at(0) - 5 : value < 0 ? y.at(value) + 13 : y.at(value) - 5;
  return markup`<text class="value" x="${x}" y="${at}" text-anchor="middle">${text}</text>`;
}

function plainLabel(label: string, middle: number, { bottom }: Box): Markup {
  return markup`<text class="tick label" x="${middle}" y="${bottom + 18}" text-anchor="middle">${label}</text>`;
}

function slantedLabel(label: string, middle: number, { bottom }: Box): Markup {
  return markup`<text class="tick label" transform="translate(${middle + 5} ${bottom + 16}) rotate(${-slant.angle})" text-anchor="end">${fitText(
    label,
    fontSize,
    slant.room,
  )}<title>${label}</title></text>`;
}

function ruleLine(rule: BarData['rule'], y: LinearScale, box: Box): Markup | undefined {
  if (rule === undefined) return undefined;
  const at = y.at(rule.value);
  return markup`<line class="reference" x1="${box.left}" x2="${box.right}" y1="${at}" y2="${at}"/>
<text class="reference-label" x="${box.right + 6}" y="${at + 4}">${rule.text}</text>`;
}
