import type { ErrorCode } from './codes.ts';
import { PenstockError } from './penstock-error.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'PEN_STORAGE_FULL',
  EDQUOT: 'PEN_STORAGE_FULL',
  EROFS: 'PEN_STORAGE_DENIED',
  EACCES: 'PEN_STORAGE_DENIED',
  EPERM: 'PEN_STORAGE_DENIED',
};

/**
 * What the system's error of a file operation means: PEN_STORAGE_FULL or PEN_STORAGE_DENIED with the path; `undefined` for
 * all other errors.
 * @param what what failed, as the begin of a sentence
 */
export function systemError(error: unknown, what: string): PenstockError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const syscall = 'syscall' in error ? String(error.syscall) : '';
  // Of a read-only disk Node's recursive mkdir says that what it could not make is not there.
  const noFolder = error.code === 'ENOENT' && syscall === 'mkdir';
  const code = noFolder ? 'PEN_STORAGE_DENIED' : codes[String(error.code)];
  // Sockets and processes are refused by the same names; they have no path, or one that is not written to.
  if (code === undefined || syscall.startsWith('spawn') || (code === 'PEN_STORAGE_DENIED' && path === undefined))
    return undefined;
  const reason = noFolder ? `the folder ${path} cannot be made, as on a read-only disk` : error.message;
  return new PenstockError(code, `${what}: ${reason}`, { ...(path ? { at: path } : {}), cause: error });
}
