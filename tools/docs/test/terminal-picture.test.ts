import { expect, test } from 'vitest';
import { terminalPicture } from '../src/terminal-picture.ts';

test('colours become fills, markup is escaped, and other sequences are left out', () => {
  const picture = terminalPicture('\u001b[1mbold\u001b[22m \u001b[32mgreen\u001b[39m <&>\u001b[2K');
  expect(picture).toContain('font-weight="700"');
  expect(picture).toMatch(/fill="#7ee787"[^>]*>green</);
  expect(picture).toContain('&lt;&amp;&gt;');
  expect(picture).not.toContain('\u001b');
});

test('each line is a row, as wide as its characters', () => {
  const picture = terminalPicture('one\n\n  three');
  expect(picture.match(/<text /g)).toHaveLength(2);
  expect(picture).toMatch(/y="69.5"[^>]*> {2}three</);
});
