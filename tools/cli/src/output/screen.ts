import { textWidth } from './text-width.ts';

/** The part of a terminal stream that a screen needs. */
export interface ScreenStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const synchronised = { begin: '\u001b[?2026h', end: '\u001b[?2026l' };
const cursor = { hide: '\u001b[?25l', show: '\u001b[?25h' };

/**
 * A terminal with lines of news that scroll away and below them a block that is redrawn in place. Each redraw is one
 * write that overwrites what changed, so nothing flickers; the block finds its place again when the window is resized.
 */
export class Screen {
  readonly #stream: ScreenStream;
  /** Columns that each line of the block takes. */
  #drawn: readonly number[] = [];
  #columns = 0;
  #last = '';
  readonly #restore = () => this.#stream.write(cursor.show);

  constructor(stream: ScreenStream) {
    this.#stream = stream;
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  get width(): number {
    return this.#stream.columns || 80;
  }

  get height(): number {
    return this.#stream.rows || 24;
  }

  /** A line of news, above the block. */
  print(line: string): void {
    if (this.#drawn.length === 0) {
      this.#stream.write(`${line}\n`);
      return;
    }
    const block = this.#last;
    this.#put(`${this.#toTop()}\u001b[0J${line}\n${block}`);
  }

  /** Shows the block, in place of the one before; no line may be wider than the terminal. */
  draw(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\u001b[K\n`).join('');
    const resized = this.#columns !== this.width;
    if (text === this.#last && !resized) return;
    if (this.#drawn.length === 0 && lines.length > 0) {
      this.#stream.write(cursor.hide);
      process.once('exit', this.#restore);
    }
    // Lines that a narrower window has broken would stay tied together if they were only overwritten.
    const clear = '\u001b[0J';
    this.#put(`${this.#toTop()}${resized ? clear : ''}${text}${clear}`);
    this.#last = text;
    this.#drawn = lines.map(textWidth);
    this.#columns = this.width;
  }

  /** Ends the block: takes it away, or leaves it standing as it is. */
  end(how: 'clear' | 'keep'): void {
    if (this.#drawn.length === 0) return;
    if (how === 'clear') this.#put(`${this.#toTop()}\u001b[0J`);
    process.off('exit', this.#restore);
    this.#restore();
    this.#drawn = [];
    this.#last = '';
  }

  #toTop(): string {
    // A narrower window has broken the lines of the block into several each.
    const rows = this.#drawn.reduce(
      (sum, columns) => sum + (this.width < this.#columns ? Math.max(1, Math.ceil(columns / this.width)) : 1),
      0,
    );
    return rows === 0 ? '\r' : `\r\u001b[${rows}A`;
  }

  #put(text: string): void {
    this.#stream.write(`${synchronised.begin}${text}${synchronised.end}`);
  }
}
