const narrow = new Set(" ijlIftr.,:;'|!()[]/-");
const wide = new Set('mwMW@%&');

/** Wide sans-serif fonts are this much wider than the common ones the shares below are of. */
const allowance = 1.1;

/** Estimated width of text in a sans-serif font, in the unit of `size`: rather too wide, as there is no font to measure with. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * size * allowance;
}

/** Text cut with an ellipsis where it would be wider. */
export function fitText(text: string, size: number, width: number): string {
  // A box made for a text has room for it, whatever rounding says.
  const room = width / (size * allowance) + 1e-9;
  let used = 0;
  let fitting = '';
  for (const character of text) {
    used += characterWidth(character);
    if (used > room) return `${fitting.trimEnd()}…`;
    if (used + characterWidth('…') <= room) fitting += character;
  }
  return text;
}

/** In ems. */
function characterWidth(character: string): number {
  if (narrow.has(character)) return 0.33;
  if (wide.has(character)) return 0.86;
  if (character > '\u2e7f') return 1;
  return character >= 'A' && character <= 'Z' ? 0.66 : 0.56;
}
