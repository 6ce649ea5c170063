import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { Io } from './io.ts';
import { styleFor } from './style.ts';

interface Coded extends Error {
  readonly code: string;
  readonly hint?: string;
  readonly details?: { readonly plugin?: string; readonly at?: string };
  readonly problems?: readonly {
    readonly code: string;
    readonly message: string;
    readonly at?: string;
    readonly hint?: string;
  }[];
}

/** Tells what went wrong on stderr (one JSON object with --json) and returns the exit code. */
export function reportError(error: unknown, io: Pick<Io, 'flags'>): number {
  const style = styleFor(process.stderr, io.flags.color !== false && !io.flags.json);
  const coded = isCoded(error) ? error : undefined;
  const items = coded?.problems ?? [
    {
      code: coded?.code ?? 'PEN_INTERNAL',
      message: error instanceof Error ? error.message : String(error),
      at: coded?.details?.at,
      hint: coded?.hint ?? 'This is a bug. Run again with --debug and report what it prints.',
    },
  ];
  if (io.flags.json) {
    const plugin = coded?.details?.plugin;
    const [first] = items;
    const body = coded?.problems
      ? { code: coded.code, message: coded.message, problems: items }
      : { ...first, ...(plugin ? { plugin } : {}) };
    process.stderr.write(`${JSON.stringify({ error: body })}\n`);
  } else {
    for (const { code, message, at, hint } of items) {
      process.stderr.write(`${style.red(style.bold('error'))} ${style.bold(code)}: ${message}\n`);
      if (at && !message.includes(at)) process.stderr.write(`  ${style.dim('at')} ${at}\n`);
      if (hint) process.stderr.write(`  ${style.dim('next:')} ${hint}\n`);
    }
  }
  if (io.flags.debug) printStacks(error);
  return coded ? exitCodeOf(coded.code) : exitCodes.failed;
}

function printStacks(error: unknown): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause) process.stderr.write(`${cause.stack}\n`);
}

function isCoded(error: unknown): error is Coded {
  return (
    error instanceof Error && error.name === 'PenstockError' && typeof (error as { code?: unknown }).code === 'string'
  );
}
