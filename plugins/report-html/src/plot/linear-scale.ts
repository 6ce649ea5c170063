export interface LinearScale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** Pixel of a value. */
  at(value: number): number;
  format(value: number): string;
}

/** Beyond this the arithmetic of ticks would overflow. */
const largest = 1e300;
/** Numbers whose difference is smaller than this share of them are equal, as far as a drawing can show. */
const closest = 1e-9;

/** Maps a domain, widened to round numbers, to pixels; ticks are 1, 2 or 5 times a power of ten apart. */
export function linearScale(
  extremes: readonly [number, number],
  [from, to]: readonly [number, number],
  count: number,
): LinearScale {
  const low = clamp(extremes[0]);
  const high = clamp(extremes[1]);
  const magnitude = Math.max(Math.abs(low), Math.abs(high), 1 / largest);
  const step = roundStep((high - low > magnitude * closest ? high - low : magnitude) / count);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const [start, end] = [first * step, last * step];
  return {
    domain: [start, end],
    ticks,
    // Ends are rounded: a value may lie a hair outside.
    at: (value) => from + ((Math.min(end, Math.max(start, value)) - start) / (end - start)) * (to - from),
    format: tickFormat(step, Math.max(Math.abs(start), Math.abs(end))),
  };
}

function clamp(value: number): number {
  return Math.max(-largest, Math.min(largest, value));
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10;
  return factor * power;
}

function tickFormat(step: number, greatest: number): (value: number) => string {
  if (greatest >= 1e15 || step < 1e-6) return (value) => value.toExponential(1).replace('e+', 'e').replace('-', '−');
  if (greatest >= 10_000) {
    const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });
    return (value) => compact.format(value).replace('-', '−');
  }
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const fixed = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  // -0 and rounding errors around it are zero.
  return (value) => fixed.format(Math.abs(value) < step / 2 ? 0 : value).replace('-', '−');
}

/** Least and greatest finite number; `undefined` when there is none. */
export function extent(values: Iterable<number>): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : undefined;
}
