/** Signs that lists and progress displays are drawn with. */
export interface Symbols {
  readonly done: string;
  readonly failed: string;
  readonly left: string;
  readonly same: string;
  readonly waiting: string;
  readonly note: string;
  readonly full: string;
  readonly empty: string;
  readonly spinner: readonly string[];
}

const unicode: Symbols = {
  done: '✔',
  failed: '✘',
  left: '–',
  same: '=',
  waiting: '·',
  note: '›',
  full: '━',
  empty: '─',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
};

const ascii: Symbols = {
  done: '+',
  failed: 'x',
  left: '-',
  same: '=',
  waiting: '.',
  note: '>',
  full: '#',
  empty: '-',
  spinner: ['|', '/', '-', '\\'],
};

/** Those that the terminal can show: consoles of Linux and of old Windows lack most. */
export function symbolsFor(env: Readonly<Record<string, string | undefined>> = process.env): Symbols {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  if (process.platform === 'win32') return env['WT_SESSION'] || env['TERM_PROGRAM'] ? unicode : ascii;
  if (env['TERM'] === 'linux') return ascii;
  return locale === '' || /utf-?8/i.test(locale) ? unicode : ascii;
}
