import { textWidth } from './text-width.ts';

/**
 * A text broken between words into lines of at most so many columns. All but the first begin with `indent` blanks; words that
 * are longer than a line (paths, hashes) are left whole. Breaks of the text itself stay.
 */
export function wrapText(text: string, width: number, indent = 0): string {
  const blanks = ' '.repeat(indent);
  return text
    .split('\n')
    .flatMap((line, at) => wrapLine(line, width, at === 0 ? '' : blanks, blanks))
    .join('\n');
}

function wrapLine(text: string, width: number, begin: string, indent: string): readonly string[] {
  if (textWidth(begin) + textWidth(text) <= width) return [begin + text];
  const lines: string[] = [];
  let line = begin;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
