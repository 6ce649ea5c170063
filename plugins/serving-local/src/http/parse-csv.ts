import { requestInvalid } from './error-reply.ts';

export interface CsvCell {
  readonly text: string;
  readonly quoted: boolean;
}

const cell = /"([^"]*(?:""[^"]*)*)"|([^",\r\n]*)/y;
const separator = /,|\r\n|\n|\r|$/y;

/** RFC 4180, with LF and CR as line ends too; empty lines are passed over. PEN_REQUEST_INVALID names the line. */
export function parseCsv(text: string): CsvCell[][] {
  const lines: CsvCell[][] = [];
  let line: CsvCell[] = [];
  for (let at = 0; at < text.length || line.length > 0; ) {
    cell.lastIndex = at;
    const [whole = '', quoted, plain = ''] = cell.exec(text) ?? [];
    line.push({ text: quoted?.replaceAll('""', '"') ?? plain, quoted: quoted !== undefined });
    separator.lastIndex = at + whole.length;
    const end = separator.exec(text)?.[0];
    if (end === undefined) throw requestInvalid(`The CSV has a quote out of place in line ${lines.length + 1}`);
    at += whole.length + end.length;
    if (end === ',') continue;
    if (line.length > 1 || line[0]?.text !== '' || line[0]?.quoted) lines.push(line);
    line = [];
  }
  return lines;
}
