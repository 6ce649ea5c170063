import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SplitOptions, splitLines } from '../src/split-lines.ts';

async function linesOf(chunks: readonly Uint8Array[], options: SplitOptions): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  splitLines(stream, options, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  return lines;
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

test('lines do not depend on where the chunks end', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '✓', '😀', '\n', '\r', '\r\n', '\u2028') });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat()), fc.boolean(), async (text, places, carriageReturn) => {
      const options = { maxLength: 1000, carriageReturn };
      const lines = text.split(carriageReturn ? /\r\n|\n|\r/ : '\n');
      if (lines.at(-1) === '') lines.pop();
      const whole = await linesOf(cut(new TextEncoder().encode(text), places), options);
      expect(whole).toEqual(lines);
    }),
  );
});

test('a line without an end is cut into pieces', async () => {
  const lines = await linesOf([new TextEncoder().encode('x'.repeat(25))], { maxLength: 10, carriageReturn: true });
  expect(lines.map((line) => line.length)).toEqual([10, 10, 5]);
});
