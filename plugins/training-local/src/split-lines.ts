import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

export interface SplitOptions {
  /** Longer lines are cut into pieces of this length, so that a program cannot fill the memory. */
  readonly maxLength: number;
  /** Whether a carriage return ends a line too, as progress bars write it. */
  readonly carriageReturn: boolean;
}

/** Calls `onLine` for each line of UTF-8 text, the unfinished last one included; empty pieces of `\r\n` are none. */
export function splitLines(stream: Readable, options: SplitOptions, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  const breaks = options.carriageReturn ? /\r\n|\n|\r(?!$)/ : /\n/;
  let rest = '';
  const take = (text: string) => {
    const lines = (rest + text).split(breaks);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    while (rest.length > options.maxLength) {
      onLine(rest.slice(0, options.maxLength));
      rest = rest.slice(options.maxLength);
    }
  };
  stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
  stream.on('end', () => {
    take(decoder.end());
    if (rest !== '') onLine(options.carriageReturn ? rest.replace(/\r$/, '') : rest);
  });
}
