import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { GlobalFlags } from '../global-flags.ts';
import { styleFor } from './style.ts';
import { wrapText } from './wrap-text.ts';

interface Item {
  readonly code: string;
  readonly message: string;
  readonly at?: string;
  readonly plugin?: string;
  readonly hint?: string;
}

interface Coded extends Error {
  readonly code: string;
  readonly hint?: string;
  readonly details?: { readonly plugin?: string; readonly at?: string };
  readonly problems?: readonly Item[];
}

const bug = 'This is a bug. Run again with --debug and report what it prints.';

/**
 * Tells what went wrong on stderr: what, where and what to do next; with --json one JSON object. When several things are
 * wrong, all of them. @returns the exit code
 */
export function reportError(error: unknown, flags: GlobalFlags): number {
  const coded = isCoded(error) ? error : undefined;
  const items = coded?.problems?.length ? coded.problems : [itemOf(error, coded)];
  if (flags.json) printJson(items, coded);
  else printText(items, flags);
  if (flags.debug) printStacks(error);
  return coded ? exitCodeOf(coded.code) : exitCodes.failed;
}

function itemOf(error: unknown, coded: Coded | undefined): Item {
  const message = error instanceof Error ? error.message : String(error);
  if (coded === undefined) return { code: 'PEN_INTERNAL', message, hint: bug };
  const { at, plugin } = coded.details ?? {};
  return {
    code: coded.code,
    message,
    ...(at ? { at } : {}),
    ...(plugin ? { plugin } : {}),
    ...(coded.hint ? { hint: coded.hint } : {}),
  };
}

function printJson(items: readonly Item[], coded: Coded | undefined): void {
  const [first] = items;
  const whole = items.length > 1 && coded ? { ...itemOf(coded, coded), problems: items } : first;
  process.stderr.write(`${JSON.stringify(whole)}\n`);
}

function printText(items: readonly Item[], flags: GlobalFlags): void {
  const style = styleFor(process.stderr, flags.color !== false);
  const width = process.stderr.isTTY ? process.stderr.columns || 80 : Number.POSITIVE_INFINITY;
  const line = (text: string) => process.stderr.write(`${wrapText(text, width, 2)}\n`);
  for (const [index, { code, message, at, hint }] of items.entries()) {
    line(`${style.red(style.bold('error'))} ${style.bold(code)}: ${message}`);
    if (at && !message.includes(at)) line(`  ${style.dim('at')} ${at}`);
    // What is advised for several in a row is said once.
    if (hint && hint !== items[index + 1]?.hint) line(`  ${style.dim('next:')} ${hint}`);
  }
  if (items.length > 1) line(style.red(`${items.length} problems`));
}

function printStacks(error: unknown): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause) process.stderr.write(`${cause.stack}\n`);
}

function isCoded(error: unknown): error is Coded {
  return error instanceof Error && error.name === 'PenstockError' && 'code' in error && typeof error.code === 'string';
}
