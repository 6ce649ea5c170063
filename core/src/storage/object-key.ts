import { PenstockError } from '../errors/penstock-error.ts';

/** Bytes; the limit of S3 and Azure, so that a key good anywhere is good everywhere. */
export const MAX_KEY_BYTES = 1024;

/** PEN_INVALID_KEY unless the key is one that every object store takes: relative, `/`-separated, well-formed, at most 1024 bytes. */
export function assertObjectKey(key: string): void {
  const problem = problemOf(key) ?? key.split('/').map(segmentProblem).find(Boolean);
  if (problem !== undefined) refuse(key, problem);
}

/** As {@link assertObjectKey} for a listing prefix: it may be empty, and its last segment may be a part of one. */
export function assertKeyPrefix(prefix: string): void {
  if (prefix === '') return;
  const problem = problemOf(prefix) ?? prefix.split('/').slice(0, -1).map(segmentProblem).find(Boolean);
  if (problem !== undefined) refuse(prefix, problem);
}

/** Order of listings: by UTF-8 bytes, which differs from `<` where characters beyond U+FFFF meet U+E000 to U+FFFF. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

// UTF-16 units in the order of the code points they start: surrogates above everything else.
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function problemOf(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (!key.isWellFormed()) return 'is not well-formed Unicode';
  if (key.includes('\0')) return 'holds a NUL character';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes`;
  return undefined;
}

function segmentProblem(segment: string): string | undefined {
  if (segment === '') return 'has an empty segment (leading, trailing or doubled "/")';
  if (segment === '.' || segment === '..') return `has the segment "${segment}"`;
  return undefined;
}

function refuse(key: string, problem: string): never {
  const shown = JSON.stringify(key.length > 200 ? `${key.slice(0, 200)}…` : key);
  throw new PenstockError('PEN_INVALID_KEY', `The object key ${shown} ${problem}`, { at: key.slice(0, 200) });
}
