/** An integer of 16 or more digits may stand outside strings: only then the slow, exact parser is needed. */
const LONG_NUMBER = /\d[\d.]{15}/;

interface SourceContext {
  readonly source?: string;
}

/**
 * Parses JSON without rounding: integers beyond ±(2^53-1) arrive as bigint, other numbers that a double cannot hold
 * digit by digit arrive as their text.
 */
export function parseJson(text: string): unknown {
  return LONG_NUMBER.test(text)
    ? JSON.parse(text, exactly as (key: string, value: unknown) => unknown)
    : JSON.parse(text);
}

/** Inverse of {@link parseJson}: a bigint becomes a plain JSON number. */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? rawNumber(item.toString()) : item));
}

/** A value that {@link stringifyJson} prints as exactly this number. `text` must be a JSON number. */
export function rawNumber(text: string): unknown {
  // TypeScript's library does not know JSON.rawJSON (source text access) yet.
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(text);
}

// Nor the third argument of revivers.
function exactly(_key: string, value: unknown, { source }: SourceContext): unknown {
  if (typeof value !== 'number' || source === undefined || source.length < 16) return value;
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source);
  const digits = source
    .replace(/[eE].*$/, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '');
  return digits.length > 15 && String(value) !== source ? source : value;
}
