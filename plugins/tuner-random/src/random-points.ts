import type { Distribution, Params } from '@penstock/core/contracts';
import { draw } from './draw.ts';
import { gridPoints, isFiniteSpace } from './grid-points.ts';
import { pointKey } from './point-key.ts';
import { seededRandom } from './seeded-random.ts';

/** Draws in a row that bring nothing new before the rest of a finite space is listed instead. */
const PATIENCE = 100;

/** Points drawn independently by the distributions, each given once; a finite space ends when all its points were given. */
export function* randomPoints(space: readonly (readonly [string, Distribution])[], seed: number): Generator<Params> {
  const random = seededRandom(seed);
  const names = space.map(([name]) => name);
  const given = new Set<string>();
  for (let repeats = 0; repeats < PATIENCE; ) {
    const point = Object.fromEntries(space.map(([name, distribution]) => [name, draw(distribution, random())]));
    const key = pointKey(point, names);
    if (key === undefined || given.has(key)) {
      repeats += 1;
      continue;
    }
    repeats = 0;
    given.add(key);
    yield point;
  }
  if (!isFiniteSpace(space)) return;
  for (const point of gridPoints(space, seed, 1)) if (!given.has(pointKey(point, names) ?? '')) yield point;
}
