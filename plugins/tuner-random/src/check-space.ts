import { PenstockError } from '@penstock/core';
import type { Distribution, SearchSpace } from '@penstock/core/contracts';

/** Parameters in the order of their names, so that the order they are written in does not matter. PEN_TRAINING_PARAMS names a bad one. */
export function checkedSpace(space: SearchSpace): readonly (readonly [string, Distribution])[] {
  const entries = Object.entries(space).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, distribution] of entries) {
    const problem = problemOf(distribution);
    if (problem !== undefined)
      throw new PenstockError(
        'PEN_TRAINING_PARAMS',
        `Search space of "${name}" (${String(distribution.type)}): ${problem}`,
      );
  }
  return entries;
}

function problemOf(distribution: Distribution): string | undefined {
  switch (distribution.type) {
    case 'choice':
      return choiceProblem(distribution.values);
    case 'uniform':
    case 'loguniform': {
      const { low, high, type } = distribution;
      if (!Number.isFinite(low) || !Number.isFinite(high) || !Number.isFinite(high - low))
        return 'low and high must be finite numbers';
      return rangeProblem(low, high, type === 'loguniform' ? Number.MIN_VALUE : undefined);
    }
    case 'int':
    case 'logint': {
      const { low, high, step = 1, type } = distribution;
      if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) return 'low and high must be whole numbers';
      if (!Number.isSafeInteger(step) || step < 1) return 'step must be a whole number from 1 up';
      return rangeProblem(low, high, type === 'logint' ? 1 : undefined);
    }
    default:
      return 'type must be uniform, loguniform, int, logint or choice';
  }
}

function rangeProblem(low: number, high: number, least: number | undefined): string | undefined {
  if (low > high) return 'low is above high';
  return least !== undefined && low < least ? 'low must be above 0 on a logarithmic scale' : undefined;
}

function choiceProblem(values: unknown): string | undefined {
  if (!Array.isArray(values) || values.length === 0) return 'values must be a list with at least one entry';
  const plain = values.every(
    (value) => typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
  );
  if (!plain) return 'values must be texts, finite numbers, true or false';
  return new Set(values).size < values.length ? 'a value is there twice' : undefined;
}
