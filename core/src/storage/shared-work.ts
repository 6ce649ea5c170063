import { abortError, throwIfAborted } from '../errors/abort.ts';

interface Flight<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
}

/** Does work of one name once for all who ask for it at the same time. It is cancelled when the last of them gives up. */
export class SharedWork<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** PEN_ABORTED or PEN_TIMEOUT when the signal is aborted before the work is done. */
  async join(
    name: string,
    work: (stop: AbortSignal) => Promise<T>,
    { what, signal }: { readonly what: string; readonly signal?: AbortSignal },
  ): Promise<T> {
    throwIfAborted(signal, what);
    const flight = this.#flights.get(name) ?? this.#start(name, work);
    flight.waiting++;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    // Of its own per caller: many callers with one signal would look like a leak to Node.
    const own = signal && AbortSignal.any([signal]);
    const giveUp = () => reject(own && abortError(own, what));
    own?.addEventListener('abort', giveUp, { once: true });
    // The start of the work may itself have aborted it.
    if (own?.aborted) giveUp();
    try {
      return await Promise.race([flight.result, aborted]);
    } finally {
      own?.removeEventListener('abort', giveUp);
      flight.waiting--;
      if (flight.waiting === 0) this.#end(name, flight);
    }
  }

  #start(name: string, work: (stop: AbortSignal) => Promise<T>): Flight<T> {
    const stop = new AbortController();
    const flight: Flight<T> = { result: work(stop.signal), stop, waiting: 0 };
    flight.result.catch(() => undefined);
    this.#flights.set(name, flight);
    return flight;
  }

  #end(name: string, flight: Flight<T>): void {
    flight.stop.abort();
    if (this.#flights.get(name) === flight) this.#flights.delete(name);
  }
}
