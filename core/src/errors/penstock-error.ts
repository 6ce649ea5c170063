import { codes, type ErrorCode } from './codes.ts';

export interface ErrorDetails {
  /** Id of the plugin in the configuration. */
  readonly plugin?: string;
  /** Hook or phase in which it happened, e.g. `setup`, `promotionRequested`. */
  readonly hook?: string;
  /** Place: `file:line:col`, a table, an object key, a step. */
  readonly at?: string;
  /** What to do next; the code's standing advice when absent. */
  readonly hint?: string;
}

/** The one error class: a stable code, a sentence saying what and where, and what to do next. */
export class PenstockError extends Error {
  override readonly name = 'PenstockError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails & { cause?: unknown } = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = rest;
  }

  /** What to do next. */
  get hint(): string {
    return this.details.hint ?? codes[this.code];
  }

  /** By name and code rather than `instanceof`, so that errors of another copy of the package count too. */
  static is(error: unknown, code?: ErrorCode): error is PenstockError {
    if (!(error instanceof Error) || error.name !== 'PenstockError') return false;
    return code === undefined || (error as PenstockError).code === code;
  }
}
