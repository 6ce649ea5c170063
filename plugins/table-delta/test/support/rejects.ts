import { PenstockError } from '@penstock/core';

/** Code of what a synchronous call throws; `undefined` when it does not. */
export function codeOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (error) {
    return PenstockError.is(error) ? error.code : String(error);
  }
  return undefined;
}
