import { PenstockError } from './penstock-error.ts';

/**
 * Stops a cancelled operation: PEN_ABORTED, or PEN_TIMEOUT when the signal is one of `AbortSignal.timeout`.
 * @param what the operation, for the message, e.g. `put of "a/b"`.
 */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw abortError(signal, what);
}

/** The error of an operation that `signal` cancelled; the signal's reason is the cause. */
export function abortError(signal: AbortSignal, what: string): PenstockError {
  const reason: unknown = signal.reason;
  const timedOut = reason instanceof Error && reason.name === 'TimeoutError';
  return timedOut
    ? new PenstockError('PEN_TIMEOUT', `The ${what} took longer than its limit`, { cause: reason })
    : new PenstockError('PEN_ABORTED', `The ${what} was cancelled`, { cause: reason });
}
