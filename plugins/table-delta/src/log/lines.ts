import { corrupt } from '../table-error.ts';

/** Bytes decoded at a time: a log of any size never becomes one string. */
const BLOCK = 4 * 1024 * 1024;
const NEWLINE = 10;

/** The non-blank lines of a commit. PEN_TABLE_CORRUPT when the bytes are not UTF-8. */
export function* linesOf(bytes: Uint8Array, at: string): Generator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let start = 0;
  while (start < bytes.length) {
    const newline = start + BLOCK < bytes.length ? bytes.indexOf(NEWLINE, start + BLOCK) : -1;
    const end = newline === -1 ? bytes.length : newline + 1;
    for (const line of decode(decoder, bytes.subarray(start, end), at).split('\n')) {
      if (line !== '' && line.trim() !== '') yield line;
    }
    start = end;
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, at: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw corrupt(at, 'is not UTF-8', cause);
  }
}
