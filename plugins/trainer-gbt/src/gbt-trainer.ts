import { extname } from 'node:path';
import type { Params, SearchSpace, Trainer } from '@penstock/core/contracts';
import { gbtParams } from './gbt/gbt-params.ts';
import { checkParams } from './training/check-params.ts';

/** Algorithm `gbt`: gradient-boosted trees. */
export class GbtTrainer implements Trainer {
  readonly algorithm = 'gbt';
  /** Raised whenever equal data, parameters and seed would give another model. */
  readonly version = 'gbt 1';
  readonly module = new URL(`./training/gbt-module${extname(import.meta.url)}`, import.meta.url).href;
  readonly searchSpace: SearchSpace = {
    numLeaves: { type: 'logint', low: 15, high: 127 },
    learningRate: { type: 'loguniform', low: 0.03, high: 0.3 },
    minDataInLeaf: { type: 'logint', low: 10, high: 500 },
    lambdaL2: { type: 'loguniform', low: 0.01, high: 30 },
    featureFraction: { type: 'uniform', low: 0.6, high: 1 },
  };

  checkParams(params: Params): Params {
    return checkParams(this.algorithm, gbtParams, params);
  }
}
