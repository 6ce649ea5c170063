import type { GlobalFlags } from '../global-flags.ts';
import { Screen } from './screen.ts';
import { type Style, styleFor } from './style.ts';
import { type Symbols, symbolsFor } from './symbols.ts';

/** Where a command writes to: answers to stdout, news and errors to stderr. */
export interface Io {
  readonly flags: GlobalFlags;
  /** Colours of stdout. */
  readonly style: Style;
  readonly symbols: Symbols;
  /** Columns of the terminal; without one, nothing is cut. */
  readonly width: number;
  /** Whether a person sees stdout. */
  readonly terminal: boolean;
  /** Stderr. */
  readonly screen: Screen;
  /** A line of the answer. */
  out(line?: string): void;
  /** The whole answer for `--json`, or one of its lines where the answer is a stream. */
  json(value: unknown): void;
  /** A line of news; nothing with --quiet or --json. */
  news(line: string): void;
}

export function makeIo(flags: GlobalFlags): Io {
  const terminal = process.stdout.isTTY === true;
  const screen = new Screen(process.stderr);
  return {
    flags,
    style: styleFor(process.stdout, flags.color !== false && !flags.json),
    symbols: symbolsFor(),
    width: terminal ? process.stdout.columns || 80 : Number(process.env['COLUMNS']) || Number.POSITIVE_INFINITY,
    terminal,
    screen,
    out: (line = '') => void process.stdout.write(`${line}\n`),
    json: (value) => void process.stdout.write(`${JSON.stringify(value, jsonValue, flags.json ? undefined : 2)}\n`),
    news: (line) => {
      if (!flags.quiet && !flags.json) screen.print(line);
    },
  };
}

function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Map) return Object.fromEntries(value);
  return value;
}
