/** Milliseconds that both `Date` and SQL timestamps can hold. */
const limit = 8.64e15;
const iso =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * A moment in whole milliseconds since the epoch, rounded down; `undefined` when it is none.
 * @param value ISO 8601 text (UTC unless it has an offset), a Date, a number of milliseconds since the epoch, or a
 * bigint of microseconds since the epoch.
 */
export function epochMillis(value: unknown): number | undefined {
  const millis = rawMillis(value);
  return millis !== undefined && Math.abs(millis) <= limit ? millis : undefined;
}

function rawMillis(value: unknown): number | undefined {
  if (typeof value === 'string') return isoMillis(value);
  if (typeof value === 'number') return Number.isFinite(value) ? Math.floor(value) : undefined;
  if (typeof value === 'bigint') return Number((value - (((value % 1000n) + 1000n) % 1000n)) / 1000n);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime();
  return undefined;
}

function isoMillis(text: string): number | undefined {
  const parts = iso.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset = 'Z'] = parts;
  const date = dateMillis(Number(year), Number(month), Number(day));
  const away = offsetMinutes(offset);
  if (date === undefined || away === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return date + ((Number(hour) * 60 + Number(minute) - away) * 60 + Number(second)) * 1000 + millis;
}

// `setUTCFullYear` because `Date.UTC` moves the years 0 to 99 into the twentieth century.
function dateMillis(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  const millis = date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? millis : undefined;
}

function offsetMinutes(offset: string): number | undefined {
  if (offset === 'Z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || '0');
  if (hours > 18 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
