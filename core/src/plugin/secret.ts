import { z } from 'zod';

const hidden = '[secret]';
const brand: unique symbol = Symbol.for('@penstock/secret');

/** A value that never prints: `String()`, JSON, `util.inspect` and template literals all give `[secret]`. */
export class Secret {
  readonly [brand] = true;
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** By brand rather than `instanceof`, so that secrets of another copy of the package count too. */
  static is(value: unknown): value is Secret {
    return typeof value === 'object' && value !== null && brand in value;
  }

  /** The plain text. Hand it to the vendor SDK and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return hidden;
  }
}

/**
 * Schema of a secret option. In the file it must be a reference (`${secret:name}`, `${env:NAME}`);
 * a literal is refused. In `setup` it is a {@link Secret}.
 */
export function secret() {
  return z
    .string()
    .min(1)
    .meta({ writeOnly: true, secret: true })
    .transform((value) => new Secret(value));
}
