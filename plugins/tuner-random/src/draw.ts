import type { Distribution, ParamValue } from '@penstock/core/contracts';

/** One value; `u` is uniform in [0, 1). */
export function draw(distribution: Distribution, u: number): ParamValue {
  switch (distribution.type) {
    case 'choice':
      return distribution.values[Math.floor(u * distribution.values.length)] ?? '';
    case 'uniform':
      return Math.min(distribution.high, distribution.low + u * (distribution.high - distribution.low));
    case 'loguniform':
      return clamp(between(Math.log(distribution.low), Math.log(distribution.high), u), distribution);
    case 'int':
      return wholeAt(distribution, Math.floor(u * wholeCount(distribution)));
    case 'logint': {
      // Half a step beyond either end gives the ends the share of the values that round to them.
      const { low, high, step = 1 } = distribution;
      const value = between(Math.log(Math.max(0.5, low - step / 2)), Math.log(high + step / 2), u);
      return wholeAt(distribution, Math.round((clamp(value, distribution) - low) / step));
    }
  }
}

/** All values of a parameter that has finitely many: whole numbers, choices, a range of one point. Else `undefined`. */
export function finiteValues(
  distribution: Distribution,
): { readonly count: number; readonly at: (index: number) => ParamValue } | undefined {
  switch (distribution.type) {
    case 'choice':
      return { count: distribution.values.length, at: (index) => distribution.values[index] ?? '' };
    case 'int':
    case 'logint':
      return { count: wholeCount(distribution), at: (index) => wholeAt(distribution, index) };
    default:
      return distribution.low === distribution.high ? { count: 1, at: () => distribution.low } : undefined;
  }
}

type Whole = Extract<Distribution, { type: 'int' | 'logint' }>;

function wholeCount({ low, high, step = 1 }: Whole): number {
  return Math.floor((high - low) / step) + 1;
}

function wholeAt(distribution: Whole, index: number): number {
  const last = wholeCount(distribution) - 1;
  return distribution.low + Math.min(last, Math.max(0, index)) * (distribution.step ?? 1);
}

function between(from: number, to: number, u: number): number {
  return Math.exp(from + u * (to - from));
}

function clamp(value: number, { low, high }: { readonly low: number; readonly high: number }): number {
  return Math.min(high, Math.max(low, value));
}
