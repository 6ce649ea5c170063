import { PenstockError } from '@penstock/core';

/** PEN_NOT_FOUND for what a call needs to exist. */
export function absence(what: string, hint: string): PenstockError {
  return new PenstockError('PEN_NOT_FOUND', `${what} does not exist`, { hint });
}
