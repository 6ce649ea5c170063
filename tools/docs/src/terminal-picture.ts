const charWidth = 7.85;
const lineHeight = 18;
const margin = 20;
const colours: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
};

const esc = String.fromCharCode(27);
/** A control sequence; kept by `split`. */
const sequence = new RegExp(`(${esc}\\[[0-9;]*[A-Za-z])`);

interface Pen {
  readonly fill: string;
  readonly bold: boolean;
}
const plain: Pen = { fill: '#e6edf3', bold: false };

/** A terminal's text with its SGR colours as an SVG picture. Other escape sequences are left out. */
export function terminalPicture(text: string): string {
  const lines = text.replace(/\s+$/, '').split('\n');
  let pen = plain;
  const drawn = lines.map((line, row) => {
    const runs: string[] = [];
    let column = 0;
    for (const part of line.split(sequence)) {
      if (part.startsWith(`${esc}[`)) {
        if (part.endsWith('m')) pen = part.slice(2, -1).split(';').map(Number).reduce(change, pen);
        continue;
      }
      if (part.trim() !== '') runs.push(run(part, column, row, pen));
      column += [...part].length;
    }
    return { text: runs.join(''), width: column };
  });
  const width = Math.ceil(Math.max(...drawn.map((line) => line.width)) * charWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<title>${escaped(lines.find((line) => line.trim() !== '')?.replaceAll(new RegExp(sequence, 'g'), '') ?? 'Terminal')}</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${drawn
  .map((line) => line.text)
  .filter(Boolean)
  .join('\n')}
</svg>
`;
}

function run(text: string, column: number, row: number, { fill, bold }: Pen): string {
  const x = (margin + column * charWidth).toFixed(1);
  const y = (margin + (row + 0.75) * lineHeight).toFixed(1);
  const length = ([...text].length * charWidth).toFixed(1);
  return `<text x="${x}" y="${y}" fill="${fill}"${bold ? ' font-weight="700"' : ''} textLength="${length}" xml:space="preserve">${escaped(text)}</text>`;
}

function change(pen: Pen, code: number): Pen {
  if (code === 0) return plain;
  if (code === 1) return { ...pen, bold: true };
  if (code === 2) return { ...pen, fill: '#8b949e' };
  if (code === 22) return { fill: pen.fill === '#8b949e' ? plain.fill : pen.fill, bold: false };
  if (code === 39) return { ...pen, fill: plain.fill };
  return code in colours ? { ...pen, fill: colours[code] ?? plain.fill } : pen;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
