/** Code points of a string bound in `add.stats`, as in Spark (`delta.dataSkippingStringPrefixLength`). */
export const STRING_PREFIX = 32;

const LAST_ASCII = '\u007f';
const LAST_CODE_POINT = '\u{10FFFF}';

/** A lower bound: the first 32 code points. `undefined` when the text is not well-formed Unicode. */
export function truncateMin(text: string): string | undefined {
  if (!text.isWellFormed()) return undefined;
  return text.length <= STRING_PREFIX ? text : Array.from(text).slice(0, STRING_PREFIX).join('');
}

/**
 * An upper bound by UTF-8 bytes: the first 32 code points and a character beyond the one that follows. A prefix
 * whose next character is the last code point has none beyond it, so it grows.
 */
export function truncateMax(text: string): string | undefined {
  if (!text.isWellFormed()) return undefined;
  if (text.length <= STRING_PREFIX) return text;
  const points = Array.from(text);
  for (let length = STRING_PREFIX; length < points.length; length++) {
    const next = points[length] ?? '';
    if (next === LAST_CODE_POINT) continue;
    return points.slice(0, length).join('') + (next < LAST_ASCII ? LAST_ASCII : LAST_CODE_POINT);
  }
  return text;
}
