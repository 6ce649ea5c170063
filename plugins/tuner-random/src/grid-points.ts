import { PenstockError } from '@penstock/core';
import type { Distribution, Params } from '@penstock/core/contracts';
import { draw, finiteValues } from './draw.ts';

type Space = readonly (readonly [string, Distribution])[];

/** Whether the space has finitely many points. */
export function isFiniteSpace(space: Space): boolean {
  return space.every(([, distribution]) => finiteValues(distribution) !== undefined);
}

/**
 * Every combination once, in steps of about the golden section of their number, so that any first part of them is
 * spread over the grid. The seed chooses where it begins. PEN_TRAINING_PARAMS when there are too many to count.
 */
export function* gridPoints(space: Space, seed: number, levels: number): Generator<Params> {
  const axes = space.map(([name, distribution]) => ({
    name,
    ...(finiteValues(distribution) ?? spaced(distribution, levels)),
  }));
  const size = axes.reduce((product, { count }) => product * count, 1);
  if (!Number.isSafeInteger(size))
    throw new PenstockError(
      'PEN_TRAINING_PARAMS',
      `The grid of ${axes.map(({ name }) => `"${name}"`).join(', ')} has too many points`,
      {
        hint: 'Use the random algorithm, steps, or fewer values.',
      },
    );
  const step = coprimeStep(size);
  let index = Math.floor(Math.abs(seed)) % size;
  for (let count = 0; count < size; count += 1) {
    let rest = index;
    const point: Record<string, Params[string]> = {};
    for (const { name, count: values, at } of axes) {
      point[name] = at(rest % values);
      rest = Math.floor(rest / values);
    }
    yield point;
    index = index < size - step ? index + step : index - (size - step);
  }
}

/** Values of a continuous parameter at even distances on its own scale, ends included. */
function spaced(distribution: Distribution, levels: number) {
  return { count: levels, at: (index: number) => draw(distribution, index / (levels - 1)) };
}

/** A number near 0.618 · size that shares no factor with it: its multiples visit every index once. */
function coprimeStep(size: number): number {
  let step = Math.max(1, Math.round(size * 0.6180339887498949));
  while (commonFactor(step, size) !== 1) step += 1;
  return step % size;
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b);
}
