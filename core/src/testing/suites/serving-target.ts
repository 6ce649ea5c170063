import { type ServedModel, ServingTarget } from '../../contracts/serving-target.ts';
import type { Prediction } from '../../models/open-model.ts';
import { type Suite, suite } from '../suite.ts';
import { deploymentCases } from './serving-deployments.ts';
import { inProcessCases } from './serving-in-process.ts';

/** Models to serve. */
export interface ServingGiven {
  /** At least five versions of one model. */
  readonly versions: readonly ServedModel[];
  /** A raw row that all versions take, as JSON has it. */
  readonly row: Readonly<Record<string, string | number | boolean | null>>;
  /** What each version predicts for the row; they differ. */
  readonly predictions: readonly Prediction[];
  /** A version whose model directory is damaged. */
  readonly broken: ServedModel;
  /** A version with no flavor that the target can load. */
  readonly foreign: ServedModel;
}

/**
 * What every serving target promises. Endpoints have fresh names per case, so a shared target will do.
 * @param given called by each case; the same models every time will do.
 */
export function servingTargetSuite(given: () => Promise<ServingGiven>): Suite<typeof ServingTarget> {
  return suite(ServingTarget, [...deploymentCases(given), ...inProcessCases(given)]);
}
