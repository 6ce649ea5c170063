import { setTimeout as delay } from 'node:timers/promises';
import { abortError, throwIfAborted } from '../errors/abort.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import type { Attempt, RemoteBackend, RemoteFailure } from './remote-backend.ts';

export interface CallLimits {
  /** Tries of one request, the first included. */
  readonly attempts: number;
  /** Milliseconds without an answer, or without further bytes of it, after which an attempt is given up. */
  readonly timeoutMs: number;
  /** Longest wait before the second attempt, in milliseconds; it doubles with each. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export interface RemoteCall {
  /** For messages: `put`. */
  readonly what: string;
  readonly key: string;
  readonly signal?: AbortSignal;
  /** False: a conflict ends the call. */
  readonly retryConflicts?: boolean;
}

/** Resolves after a time, or rejects when the signal is aborted. */
export type Pause = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** How a call ended: with a value, or with a failure after all attempts. */
export type Outcome<T> = { readonly value: T; readonly refused?: undefined } | { readonly refused: Refused };

export interface Refused {
  readonly failure: RemoteFailure;
  /** An attempt may have been carried out without our seeing its answer. */
  readonly uncertain: boolean;
  readonly attempts: number;
  readonly cause: Error;
}

/** Makes requests with a limit for each attempt, and repeats those that may pass next time after a random wait ("full jitter"). */
export class RemoteCalls {
  readonly #backend: Pick<RemoteBackend, 'failure' | 'cause'>;
  readonly #limits: CallLimits;
  readonly #pause: Pause;

  /** @param pause waits; the clock's unless a test wants to see the waits */
  constructor(backend: Pick<RemoteBackend, 'failure' | 'cause'>, limits: CallLimits, pause: Pause = byClock) {
    this.#backend = backend;
    this.#limits = limits;
    this.#pause = pause;
  }

  /** PEN_ABORTED or PEN_TIMEOUT when the caller's signal is aborted; every other end is an outcome. */
  async outcome<T>(call: RemoteCall, attempt: (attempt: Attempt) => Promise<T>): Promise<Outcome<T>> {
    let uncertain = false;
    for (let attempts = 1; ; attempts++) {
      throwIfAborted(call.signal, describe(call));
      const tried = await this.#once(call, attempt);
      if ('value' in tried) return tried;
      const { failure } = tried;
      if (failure.kind === 'transient') uncertain = true;
      if (attempts >= this.#limits.attempts || !isRetried(failure, call))
        return { refused: { failure, uncertain, attempts, cause: tried.cause } };
      await this.#wait(call, attempts, failure.retryAfterMs ?? 0);
    }
  }

  /** As {@link outcome}, where every failure is an error. */
  async value<T>(call: RemoteCall, attempt: (attempt: Attempt) => Promise<T>): Promise<T> {
    const outcome = await this.outcome(call, attempt);
    if (outcome.refused) throw refusal(call, outcome.refused);
    return outcome.value;
  }

  async #once<T>(
    { signal: caller, ...call }: RemoteCall,
    attempt: (attempt: Attempt) => Promise<T>,
  ): Promise<{ readonly value: T } | { readonly failure: RemoteFailure; readonly cause: Error }> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), this.#limits.timeoutMs);
    const signal = AbortSignal.any(caller ? [caller, limit.signal] : [limit.signal]);
    let over = false;
    // Refreshing would wake a timer that was cleared.
    const progress = () => void (over || timer.refresh());
    try {
      return { value: await untilAborted(attempt({ signal, progress }), signal) };
    } catch (error) {
      if (caller?.aborted) throw abortError(caller, describe(call));
      if (PenstockError.is(error)) throw error;
      if (limit.signal.aborted) return { failure: this.#timeout(), cause: new Error('The attempt was given up') };
      return { failure: this.#backend.failure(error), cause: this.#backend.cause(error) };
    } finally {
      over = true;
      clearTimeout(timer);
    }
  }

  #timeout(): RemoteFailure {
    const seconds = this.#limits.timeoutMs / 1000;
    return { kind: 'transient', code: 'PEN_TIMEOUT', reason: `no answer within ${seconds} s` };
  }

  async #wait(call: RemoteCall, attempts: number, least: number): Promise<void> {
    const { firstDelayMs, maxDelayMs } = this.#limits;
    const most = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempts - 1));
    const wait = Math.min(maxDelayMs, least) + Math.random() * most;
    try {
      await this.#pause(wait, call.signal);
    } catch {
      throwIfAborted(call.signal, describe(call));
    }
  }
}

async function byClock(milliseconds: number, signal?: AbortSignal): Promise<void> {
  // A signal of its own per wait: many waits on the caller's would look like a leak to Node.
  await delay(milliseconds, undefined, signal && { signal: AbortSignal.any([signal]) });
}

/** The error of a call that failed for good. */
export function refusal(call: RemoteCall, { failure, attempts, cause }: Refused): PenstockError {
  const times = attempts > 1 ? ` (${attempts} attempts)` : '';
  const { code, reason, hint } = failure;
  return new PenstockError(code, `The ${describe(call)} failed: ${reason}${times}`, { at: call.key, hint, cause });
}

function isRetried({ kind }: RemoteFailure, { retryConflicts = true }: RemoteCall): boolean {
  return kind === 'transient' || (kind === 'conflict' && retryConflicts);
}

function describe({ what, key }: Pick<RemoteCall, 'what' | 'key'>): string {
  return `${what} of "${key}"`;
}

/** Not every SDK lets go at once. */
async function untilAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  running.catch(() => undefined);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([running, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
