import { PenstockError } from '../errors/penstock-error.ts';

export interface Deadline {
  /** Milliseconds. */
  readonly ms: number;
  /** Made when the time is up. */
  readonly late: () => PenstockError;
  /** Ends the wait too, with PEN_ABORTED. */
  readonly signal?: AbortSignal;
}

/** Waits for work, but not for ever. Work that is given up goes on, and nobody hears of its end. */
export async function withDeadline<T>(work: () => T | Promise<T>, { ms, late, signal }: Deadline): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(aborted());
  if (signal?.aborted) throw aborted();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => reject(late()), ms);
  try {
    return await Promise.race([work(), promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function aborted(): PenstockError {
  return new PenstockError('PEN_ABORTED', 'Opening the platform was cancelled', { hint: 'Run the command again.' });
}
