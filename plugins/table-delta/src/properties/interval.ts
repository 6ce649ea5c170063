const UNITS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** Milliseconds of a Spark interval such as `interval 30 days` or `1 week 12 hours`; `undefined` for others, months included. */
export function parseInterval(text: string): number | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, '')
    .split(/\s+/);
  if (words.length < 2 || words.length % 2 !== 0) return undefined;
  let millis = 0;
  for (let at = 0; at < words.length; at += 2) {
    const count = words[at] ?? '';
    const unit = UNITS[(words[at + 1] ?? '').replace(/s$/, '')];
    if (!/^\d{1,9}$/.test(count) || unit === undefined) return undefined;
    millis += Number(count) * unit;
  }
  return millis;
}
