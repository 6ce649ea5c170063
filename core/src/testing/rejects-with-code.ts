import assert from 'node:assert/strict';
import type { ErrorCode } from '../errors/codes.ts';
import { PenstockError } from '../errors/penstock-error.ts';

/** Asserts that a call fails with a Penstock error of this code, and gives the error. */
export async function rejectsWithCode(code: ErrorCode, call: () => unknown): Promise<PenstockError> {
  try {
    await call();
  } catch (error) {
    if (PenstockError.is(error, code)) return error;
    const got = PenstockError.is(error) ? error.code : String(error);
    assert.fail(`expected ${code}, got ${got}${error instanceof Error ? `: ${error.stack}` : ''}`);
  }
  assert.fail(`expected ${code}, but nothing was thrown`);
}
