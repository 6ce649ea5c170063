/** A line of `penstock doctor`. */
export interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do about it. */
  readonly next?: string;
}

/** An error as a failed check. */
export function failure(check: string, error: unknown, next?: string): Finding {
  const code = error instanceof Error && 'code' in error ? `${String(error.code)}: ` : '';
  const message = error instanceof Error ? error.message : String(error);
  const [first = '', ...more] = message.split('\n');
  const found = `${code && message.includes(code.slice(0, -2)) ? '' : code}${first}${more.length > 0 ? ' …' : ''}`;
  return { check, level: 'fail', found, ...(next ? { next } : {}) };
}
