import { PenstockError } from '../errors/penstock-error.ts';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const denied = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The error of a local file operation; Penstock errors pass through. */
export function localError(error: unknown, what: string, path: string): PenstockError {
  if (PenstockError.is(error)) return error;
  const system = error instanceof Error && 'code' in error ? String(error.code) : '';
  const code = full.has(system) ? 'PEN_STORAGE_FULL' : denied.has(system) ? 'PEN_STORAGE_DENIED' : 'PEN_STORAGE_FAILED';
  const reason = error instanceof Error ? error.message : String(error);
  return new PenstockError(code, `The local ${what} failed: ${reason}`, { at: path, cause: error });
}
