import { type Style, styleFor } from './style.ts';

export interface GlobalFlags {
  readonly config?: string;
  readonly profile?: string;
  readonly cwd?: string;
  readonly json?: boolean;
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** Where a command writes to: answers to stdout, news and errors to stderr. */
export interface Io {
  readonly flags: GlobalFlags;
  readonly style: Style;
  readonly tty: boolean;
  /** Columns of the terminal; 100 when there is none. */
  readonly width: number;
  /** A line of the answer. */
  out(line?: string): void;
  /** The whole answer for `--json`. */
  json(value: unknown): void;
  /** A line of news; nothing with --quiet or --json. */
  news(line: string): void;
}

export function makeIo(flags: GlobalFlags): Io {
  const tty = process.stdout.isTTY === true && !flags.json;
  return {
    flags,
    style: styleFor(process.stdout, flags.color !== false && !flags.json),
    tty,
    width: process.stdout.columns ?? 100,
    out: (line = '') => void process.stdout.write(`${line}\n`),
    json: (value) => void process.stdout.write(`${JSON.stringify(value, jsonValue, flags.json ? undefined : 2)}\n`),
    news: (line) => {
      if (!flags.quiet && !flags.json) process.stderr.write(`${line}\n`);
    },
  };
}

function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Map) return Object.fromEntries(value);
  return value;
}
