import { type ErrorCode, PenstockError } from '@penstock/core';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'PEN_STORAGE_FULL',
  EDQUOT: 'PEN_STORAGE_FULL',
  EACCES: 'PEN_STORAGE_DENIED',
  EPERM: 'PEN_STORAGE_DENIED',
  EROFS: 'PEN_STORAGE_DENIED',
};

/** The coded error for a file or folder that could not be written. */
export function storageError(path: string, cause: unknown): PenstockError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  const message = `Training cannot write to ${path}: ${reason}`;
  return new PenstockError(codes[reason] ?? 'PEN_STORAGE_FAILED', message, { at: path, cause });
}
