import { stripVTControlCharacters } from 'node:util';

const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|^\p{Emoji_Presentation}|^.\ufe0f|^[\u{20000}-\u{3fffd}]/u;
const mark = /^\p{Mark}|^[\u200b-\u200d\ufeff]/u;
/** Signs that need no closer look: each takes one column. */
const narrow = /^[\x20-\x7e\u00a0-\u02ff\u2010-\u2027\u203a\u2500-\u259f\u2713-\u2718\u2800-\u28ff]*$/;

/** Columns that a text takes on a terminal; colours take none. */
export function textWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (narrow.test(plain)) return plain.length;
  return graphemesOf(plain).reduce((sum, grapheme) => sum + columnsOf(grapheme), 0);
}

/** A text without colours, cut to so many columns; `…` tells that something is missing. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return '';
  let cut = '';
  let used = 1;
  for (const grapheme of graphemesOf(text)) {
    used += columnsOf(grapheme);
    if (used > width) break;
    cut += grapheme;
  }
  return `${cut}…`;
}

/** A text brought to exactly so many columns. */
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutText(text, width);
  const space = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return align === 'right' ? space + cut : cut + space;
}

function graphemesOf(text: string): readonly string[] {
  if (narrow.test(text)) return text.split('');
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function columnsOf(grapheme: string): number {
  if (mark.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}
