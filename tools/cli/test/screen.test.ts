import { expect, test } from 'vitest';
import { Screen } from '../src/output/screen.ts';

const esc = '\u001b';
const parts = new RegExp(`${esc}\\[\\??[0-9]*[a-zA-Z]|\\r|\\n|[^${esc}\\r\\n]+`, 'g');

/** A terminal that understands what a screen writes: line breaks, moving up, erasing. Lines that are too long are broken. */
class Terminal {
  readonly isTTY = true;
  columns: number;
  readonly rows = 24;
  writes = 0;
  #lines: string[] = [''];
  #row = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  get text(): string {
    return this.#lines.join('\n').trimEnd();
  }

  write(text: string): void {
    this.writes += 1;
    for (const [part] of text.matchAll(parts)) this.#take(part);
  }

  /** A narrower window breaks lines, as terminals do. */
  resize(columns: number): void {
    const above = this.#lines.slice(0, this.#row).flatMap((line) => this.#broken(line, columns));
    const below = this.#lines.slice(this.#row).flatMap((line) => this.#broken(line, columns));
    this.#lines = [...above, ...below];
    this.#row = above.length;
    this.columns = columns;
  }

  #broken(line: string, columns: number): string[] {
    return line === '' ? [''] : (line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']);
  }

  #take(part: string): void {
    if (part === '\n') {
      this.#row += 1;
      this.#lines[this.#row] ??= '';
    } else if (part.startsWith(esc) && part.endsWith('A'))
      this.#row = Math.max(0, this.#row - Number(part.slice(2, -1)));
    else if (part === '\u001b[0J') {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = '';
    } else if (!part.startsWith('\u001b') && part !== '\r') this.#lines[this.#row] = part;
  }
}

test('the block is redrawn in place, news stand above it', () => {
  const terminal = new Terminal(40);
  const screen = new Screen(terminal);
  screen.print('before');
  screen.draw(['one', 'two']);
  screen.draw(['one done', 'two']);
  screen.print('news');
  screen.draw(['three']);
  expect(terminal.text).toBe('before\nnews\nthree');
  screen.end('clear');
  expect(terminal.text).toBe('before\nnews');
});

test('a block that is kept stays as it was last', () => {
  const terminal = new Terminal(40);
  const screen = new Screen(terminal);
  screen.draw(['one']);
  screen.draw(['one done']);
  screen.end('keep');
  screen.print('after');
  expect(terminal.text).toBe('one done\nafter');
});

test('a redraw is one write, and one that changes nothing is none', () => {
  const terminal = new Terminal(40);
  const screen = new Screen(terminal);
  screen.draw(['one']);
  const before = terminal.writes;
  screen.draw(['one']);
  expect(terminal.writes).toBe(before);
  screen.draw(['two']);
  expect(terminal.writes).toBe(before + 1);
});

test('the block finds its place again when the window becomes narrower or wider', () => {
  const terminal = new Terminal(40);
  const screen = new Screen(terminal);
  screen.print('before');
  screen.draw(['a line of nearly forty columns, really', 'short']);
  terminal.resize(15);
  screen.draw(['now narrow', 'short']);
  expect(terminal.text).toBe('before\nnow narrow\nshort');
  terminal.resize(60);
  screen.draw(['a line of nearly forty columns, again', 'short']);
  expect(terminal.text).toBe('before\na line of nearly forty columns, again\nshort');
});

test('the cursor is hidden while there is a block and shown after it', () => {
  let written = '';
  const screen = new Screen({ isTTY: true, columns: 40, rows: 24, write: (text) => (written += text) });
  screen.draw(['one']);
  expect(written).toContain('\u001b[?25l');
  screen.end('clear');
  expect(written.endsWith('\u001b[?25h')).toBe(true);
});
