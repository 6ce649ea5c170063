import { inspect } from 'node:util';
import { PenstockError } from '../errors/penstock-error.ts';

const hidden = '[secret]';
/** Shorter values would blot out ordinary words. */
const MIN_LENGTH = 4;

/** Knows the secrets of a configuration and blots them out of what is about to be shown. */
export class Redactor {
  readonly #values = new Set<string>();

  learn(value: string): void {
    if (value.length >= MIN_LENGTH) this.#values.add(value);
  }

  text(text: string): string {
    let shown = text;
    for (const value of this.#values) shown = shown.replaceAll(value, hidden);
    return shown;
  }

  /** The same error, its message and cause without secrets. */
  error(error: PenstockError): PenstockError {
    if (this.#values.size === 0 || !this.#isIn(inspect(error))) return error;
    const { cause } = error;
    const clean = new PenstockError(error.code, this.text(error.message), {
      ...error.details,
      cause: cause === undefined ? undefined : this.#plain(cause),
    });
    clean.stack = this.text(error.stack ?? '');
    return clean;
  }

  #isIn(text: string): boolean {
    return [...this.#values].some((value) => text.includes(value));
  }

  #plain(cause: unknown): Error {
    const plain = new Error(this.text(cause instanceof Error ? cause.message : String(cause)));
    plain.stack = this.text(inspect(cause));
    return plain;
  }
}
