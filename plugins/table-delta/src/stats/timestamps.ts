const TEXT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?$/;

/** Years that the text form of the protocol can hold, 0001 to 9999, in microseconds since 1970. */
export const MIN_MICROS = -62135596800000000n;
export const MAX_MICROS = 253402300799999999n;

export interface ParsedTimestamp {
  /** Microseconds since 1970-01-01 UTC. */
  readonly micros: bigint;
  /** Whether the text had an offset other than Z or zero. */
  readonly shifted: boolean;
}

/** Timestamps as engines and other writers print them; without a zone they are read as UTC. `undefined` for others (infinity, year 12345). */
export function parseTimestamp(text: string): ParsedTimestamp | undefined {
  const match = TEXT.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const millis = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const date = new Date(millis);
  // Date.UTC takes years 0 to 99 for 1900 to 1999 and rolls 30 February over.
  if (Number(year) < 100) date.setUTCFullYear(Number(year));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  const offset = offsetSeconds(zone);
  const micros =
    BigInt(date.getTime()) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6)) - BigInt(offset) * 1_000_000n;
  return { micros, shifted: offset !== 0 };
}

/** `2024-05-06T07:08:09.000001Z`; `undefined` outside the years 1 to 9999. */
export function formatMicros(micros: bigint): string | undefined {
  const millis = formatMillis(micros);
  return millis === undefined ? undefined : `${millis.slice(0, -1)}${String(modulo(micros, 1000n)).padStart(3, '0')}Z`;
}

/** The same cut down to milliseconds. */
export function formatMillis(micros: bigint): string | undefined {
  if (micros < MIN_MICROS || micros > MAX_MICROS) return undefined;
  return new Date(Number((micros - modulo(micros, 1000n)) / 1000n)).toISOString();
}

/** @param days since 1970-01-01. */
export function formatDate(days: number): string | undefined {
  return formatMillis(BigInt(days) * 86_400_000_000n)?.slice(0, 10);
}

function modulo(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

function offsetSeconds(zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0;
  const digits = zone.slice(1).replaceAll(':', '').padEnd(6, '0');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4)) * 60 + Number(digits.slice(4, 6));
  return zone.startsWith('-') ? -seconds : seconds;
}
