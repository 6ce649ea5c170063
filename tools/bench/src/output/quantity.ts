import type { Row } from '../harness/run-contest.ts';
import type { Series } from '../harness/series.ts';

/** A time (ms) or an amount of memory (bytes), to three digits. */
export function quantity(value: number, kind: Row['kind']): string {
  if (kind === 'memory') return `${digits(value / 1e6)} MB`;
  if (value < 1) return `${digits(value * 1000)} µs`;
  return value < 1000 ? `${digits(value)} ms` : `${digits(value / 1000)} s`;
}

/** Median with the extremes: `4.21 ms (4.02 to 5.13 ms)`. */
export function spread({ median, min, max, turns }: Series, kind: Row['kind']): string {
  const middle = quantity(median, kind);
  return turns === 1 ? middle : `${middle} (${quantity(min, kind)} to ${quantity(max, kind)})`;
}

/** How often something fits: `1.35×`. */
export function factor(value: number): string {
  return `${digits(value)}×`;
}

/** Work done per second at the median, `1.21 M rows/s`. */
export function rate({ median }: Series, work: NonNullable<Row['work']>): string {
  const perSecond = (work.count / median) * 1000;
  if (perSecond >= 1e6) return `${digits(perSecond / 1e6)} M ${work.of}/s`;
  if (perSecond >= 1e4) return `${digits(perSecond / 1e3)} k ${work.of}/s`;
  return `${digits(perSecond)} ${work.of}/s`;
}

function digits(value: number): string {
  if (value === 0) return '0';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(decimals, 3));
}
