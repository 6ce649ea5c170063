import { constants } from 'node:os';
import { type ErrorCode, PenstockError, systemError } from '@penstock/core';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'PEN_STORAGE_FULL',
  EDQUOT: 'PEN_STORAGE_FULL',
  EFBIG: 'PEN_STORAGE_FULL',
  EACCES: 'PEN_STORAGE_DENIED',
  EPERM: 'PEN_STORAGE_DENIED',
  EROFS: 'PEN_STORAGE_DENIED',
  ENAMETOOLONG: 'PEN_INVALID_KEY',
  ELOOP: 'PEN_INVALID_KEY',
  // Made by mkdir only: an object stands where a folder should be.
  EEXIST: 'PEN_INVALID_KEY',
  ENOTDIR: 'PEN_INVALID_KEY',
  EISDIR: 'PEN_INVALID_KEY',
  ENOTEMPTY: 'PEN_INVALID_KEY',
  EXDEV: 'PEN_STORAGE_UNSUPPORTED',
  ENOSYS: 'PEN_STORAGE_UNSUPPORTED',
  ENOTSUP: 'PEN_STORAGE_UNSUPPORTED',
  EOPNOTSUPP: 'PEN_STORAGE_UNSUPPORTED',
};

const meanings: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'a part of the key is longer than the file system takes',
  ELOOP: 'a symbolic link stands in its way; links inside the store are not followed',
  EEXIST: 'a shorter key is an object already, and a folder cannot hold both',
  ENOTDIR: 'a shorter key is an object already, and a folder cannot hold both',
  EISDIR: 'it is the folder of longer keys, and a folder cannot hold both',
  ENOTEMPTY: 'it is the folder of longer keys, and a folder cannot hold both',
  EXDEV: 'its folder lies on another volume than the store',
};

/** The system's code of a failed file operation, e.g. `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // Some numbers, EDQUOT among them, have no name in libuv but one in Node's table.
  if ('errno' in error && error.errno === -constants.errno.EDQUOT) return 'EDQUOT';
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Turns whatever a file operation threw into the error the contract names; Penstock errors pass through. */
export function fsError(error: unknown, what: string, key: string): PenstockError {
  if (PenstockError.is(error)) return error;
  const system = systemCode(error) ?? '';
  const reason = meanings[system] ?? (error instanceof Error ? error.message : String(error));
  const code = codes[system] ?? systemError(error, what)?.code ?? 'PEN_STORAGE_FAILED';
  return new PenstockError(code, `The ${what} of "${key}" failed: ${reason}`, { at: key, cause: error });
}

/** Runs a file operation; `absent` is the answer when the file or a folder above it does not exist. */
export async function orAbsent<T, A>(call: Promise<T>, absent: A): Promise<T | A> {
  try {
    return await call;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return absent;
    throw error;
  }
}
