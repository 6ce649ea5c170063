import { expect, test } from 'vitest';
import { bytesText, counted, durationText, numberText } from '../src/output/quantities.ts';
import { cutText, fitText, textWidth } from '../src/output/text-width.ts';
import { wrapText } from '../src/output/wrap-text.ts';

test.each([
  ['plain', 5],
  ['', 0],
  ['naïve…', 6],
  ['日本', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['❤️', 2],
  ['\u001b[31mred\u001b[39m', 3],
  ['⠋ ━─ ✔', 6],
])('%j takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

test('a text is cut between graphemes, and says so', () => {
  expect(cutText('日本語', 4)).toBe('日…');
  expect(cutText('abcdef', 4)).toBe('abc…');
  expect(cutText('abc', 3)).toBe('abc');
  expect(cutText('abc', 0)).toBe('');
  expect(fitText('日本語', 4)).toBe('日… ');
  expect(fitText('7', 3, 'right')).toBe('  7');
});

test('lines are broken between words, and long words are left whole', () => {
  expect(wrapText('one two three four', 9, 2)).toBe('one two\n  three\n  four');
  expect(wrapText('/a/very/long/path and more', 10)).toBe('/a/very/long/path\nand more');
  expect(wrapText('kept\nbreaks', 80, 1)).toBe('kept\n breaks');
});

test.each([
  [0.4, '0 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [59_949, '59.9 s'],
  [59_999, '1 min 0 s'],
  [3_599_400, '59 min 59 s'],
  [3_660_000, '1 h 1 min'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test('numbers and amounts read well', () => {
  expect([0.000012345, 123456.7, -0.5, Number.NaN, 1e21].map(numberText)).toEqual([
    '0.00001234',
    '123,457',
    '-0.5',
    'NaN',
    '1.00000e+21',
  ]);
  expect([0, 1023, 1024, 52_428_800].map(bytesText)).toEqual(['0 B', '1023 B', '1.0 KiB', '50 MiB']);
  expect([counted(1, 'row'), counted(2000, 'row'), counted(2, 'entry', 'entries')]).toEqual([
    '1 row',
    '2,000 rows',
    '2 entries',
  ]);
});
