import type { Params, Study, Trial, Tuner } from '@penstock/core/contracts';
import { checkedSpace } from './check-space.ts';
import { gridPoints } from './grid-points.ts';
import type { TunerOptions } from './options.ts';
import { pointKey } from './point-key.ts';
import { randomPoints } from './random-points.ts';

/**
 * The points of a study are one sequence, fixed by its space and seed; a suggestion is the first that no trial of the
 * history has. So trials may run at once, finish in any order and be resumed without a point being tried twice.
 */
export class RandomTuner implements Tuner {
  readonly algorithm: string;
  readonly #options: TunerOptions;

  constructor(options: TunerOptions) {
    this.algorithm = options.algorithm;
    this.#options = options;
  }

  suggest({ space, seed }: Study, history: readonly Trial[]): Params | undefined {
    const entries = checkedSpace(space);
    const names = entries.map(([name]) => name);
    const tried = new Set(history.map(({ params }) => pointKey(params, names)));
    const points =
      this.#options.algorithm === 'grid'
        ? gridPoints(entries, seed, this.#options.levels)
        : randomPoints(entries, seed);
    return points.find((point) => !tried.has(pointKey(point, names)));
  }
}
