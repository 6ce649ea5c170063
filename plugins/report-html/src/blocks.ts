import type { ReportBlock } from '@penstock/core/contracts';
import { type Markup, markup } from './markup.ts';
import { figure, type PlotBlock } from './plot/figure.ts';
import { table } from './table.ts';

/** Widths of drawings: alone in the column, or two beside each other. */
const widths = { whole: 980, half: 500 } as const;

/** The blocks of a section in order; plots that follow each other share rows. */
export function blocks(all: readonly ReportBlock[]): Markup[] {
  const parts: Markup[] = [];
  let plots: PlotBlock[] = [];
  const flush = () => {
    if (plots.length === 1) parts.push(...plots.map((plot) => figure(plot, widths.whole)));
    else if (plots.length > 1) {
      parts.push(markup`<div class="pair">${plots.map((plot) => figure(plot, widths.half))}</div>`);
    }
    plots = [];
  };
  for (const block of all) {
    if (block.type === 'plot' && block.plot.kind !== 'graph') {
      plots.push(block);
      continue;
    }
    flush();
    parts.push(one(block));
  }
  flush();
  return parts;
}

function one(block: ReportBlock): Markup {
  switch (block.type) {
    case 'text':
      return markup`${block.text
        .split(/\n\s*\n/)
        .filter((text) => text.trim() !== '')
        .map((text) => markup`<p>${text.trim()}</p>\n`)}`;
    case 'facts':
      return facts(block.facts);
    case 'table':
      return table(block);
    case 'plot':
      return figure(block, widths.whole);
  }
}

/** Long values break after separators rather than within words. */
function breakable(value: string): Markup[] {
  return value
    .split(/(?<=[/_.:@-])(?=\w)/)
    .map((part, index) => (index === 0 ? markup`${part}` : markup`<wbr>${part}`));
}

/** Tones are told by a sign as well as by colour. */
const signs = { good: '✓', bad: '✗', plain: undefined } as const;

function facts(all: Extract<ReportBlock, { type: 'facts' }>['facts']): Markup {
  const items = all.map(({ label, value, tone = 'plain' }) => {
    const sign =
      signs[tone] === undefined ? undefined : markup`<span class="sign" aria-label="${tone}">${signs[tone]}</span>`;
    const size = [...value].length > 16 ? ' long' : '';
    return markup`<div class="fact ${tone}${size}"><dt>${label}</dt><dd>${sign}<bdi>${breakable(value)}</bdi></dd></div>\n`;
  });
  return markup`<dl class="facts">${items}</dl>`;
}
