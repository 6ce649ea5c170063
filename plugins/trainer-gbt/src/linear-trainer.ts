import { extname } from 'node:path';
import type { Params, SearchSpace, Trainer } from '@penstock/core/contracts';
import { linearParams } from './linear/linear-params.ts';
import { checkParams } from './training/check-params.ts';

/** Algorithm `linear`: logistic or least-squares regression, the baseline. */
export class LinearTrainer implements Trainer {
  readonly algorithm = 'linear';
  /** Raised whenever equal data, parameters and seed would give another model. */
  readonly version = 'linear 1';
  readonly module = new URL(`./training/linear-module${extname(import.meta.url)}`, import.meta.url).href;
  readonly searchSpace: SearchSpace = {
    alpha: { type: 'loguniform', low: 0.01, high: 0.5 },
    lambdaL2: { type: 'loguniform', low: 0.01, high: 10 },
    passes: { type: 'int', low: 1, high: 4 },
    numericBuckets: { type: 'logint', low: 8, high: 128 },
    crosses: { type: 'choice', values: ['none', 'all'] },
  };

  checkParams(params: Params): Params {
    return checkParams(this.algorithm, linearParams, params);
  }
}
