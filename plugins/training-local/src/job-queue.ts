import { abortError, throwIfAborted } from '@penstock/core';

interface Waiting {
  start(): void;
  readonly number: number;
}

/** Lets at most `capacity` tasks run at once; more start in the order in which they came. */
export class JobQueue {
  readonly capacity: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** PEN_ABORTED when `signal` aborts before the task starts; it is then never started. */
  async run<T>(signal: AbortSignal, what: string, task: () => Promise<T>): Promise<T> {
    throwIfAborted(signal, what);
    if (this.#running >= this.capacity) await this.#turn(signal, what);
    else this.#running++;
    try {
      return await task();
    } finally {
      // A place is handed on, not given back: nobody can come between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next.start();
    }
  }

  #turn(signal: AbortSignal, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const number = this.#count++;
      const onAbort = () => {
        const index = this.#waiting.findIndex((waiting) => waiting.number === number);
        if (index !== -1) this.#waiting.splice(index, 1);
        reject(abortError(signal, what));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const start = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#waiting.push({ number, start });
    });
  }
}
