import fc from 'fast-check';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { table } from '../src/output/table.ts';
import { textWidth } from '../src/output/text-width.ts';

const plain = { style: pc.createColors(false), width: Number.POSITIVE_INFINITY };
const coloured = { style: pc.createColors(true), width: Number.POSITIVE_INFINITY };

test('texts stand left, numbers right, and nothing ends in blanks', () => {
  const rows = [
    ['ada', 12.5, null],
    ['grace', 1234567, 'x'],
  ];
  expect(table(['who', 'amount', 'note'], rows, plain).split('\n')).toEqual([
    'who       amount  note',
    'ada         12.5  ·',
    'grace  1,234,567  x',
  ]);
});

test('times are UTC, whole numbers are grouped, others have four digits', () => {
  const row = [new Date('2026-01-31T09:30:00Z'), 12345678901234567890n, 0.123456, true, 'two\nlines'];
  expect(table(['a', 'b', 'c', 'd', 'e'], [row], plain).split('\n')[1]).toBe(
    '2026-01-31 09:30:00  12,345,678,901,234,567,890  0.1235  true  two lines',
  );
});

test('control characters of the data do not reach the terminal', () => {
  expect(table(['a'], [['\u001b[31mred\u0007\u202e']], coloured).split('\n')[1]).toBe('\ufffd[31mred\ufffd\ufffd');
});

test('columns that may be dropped go first, highest number first, then texts are cut', () => {
  const columns = ['name', { title: 'note', drop: 1 }, { title: 'other', drop: 2 }];
  const rows = [['a-name-that-is-long', 'a note', 'another']];
  const at = (width: number) => table(columns, rows, { ...plain, width }).split('\n')[1];
  expect(at(40)).toBe('a-name-that-is-long  a note  another');
  expect(at(30)).toBe('a-name-that-is-long  a note');
  expect(at(20)).toBe('a-name-that-is-long');
  expect(at(12)).toBe('a-name-that…');
});

test('where even that does not fit, each row becomes a list of its fields', () => {
  const rows = [
    [1, 20000000, 'a text that is cut'],
    [2, null, 'b'],
  ];
  expect(table(['id', 'number', 'text'], rows, { ...plain, width: 20 })).toBe(
    ['id      1', 'number  20,000,000', 'text    a text that…', '', 'id      2', 'text    b'].join('\n'),
  );
});

test('colours survive cutting and do not disturb the columns', () => {
  const rows = [[{ value: 'a long red text', paint: (text: string) => pc.createColors(true).red(text) }, 1]];
  expect(table(['what', 'n'], rows, { ...coloured, width: 12 }).split('\n')[1]).toBe(
    '\u001b[31ma long r…\u001b[39m  1',
  );
});

test('property: no line is wider than the terminal, whatever the cells', () => {
  const cell = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.integer(), fc.constant(null));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }),
      fc.integer({ min: 30, max: 80 }),
      (rows, width) => {
        const lines = table(['first', 'second', 'third'], rows, { ...plain, width }).split('\n');
        expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(width);
      },
    ),
    { numRuns: 200 },
  );
});
