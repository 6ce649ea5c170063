import { ServingTarget } from '../../contracts/serving-target.ts';
import { type Suite, suite } from '../suite.ts';
import { deploymentCases } from './serving-deployments.ts';
import type { ServingGiven } from './serving-given.ts';
import { inProcessCases } from './serving-in-process.ts';

/**
 * What every serving target promises. Endpoints have fresh names per case, so a shared target will do.
 * @param given called by each case; the same models every time will do.
 */
export function servingTargetSuite(given: () => Promise<ServingGiven>): Suite<typeof ServingTarget> {
  return suite(ServingTarget, [...deploymentCases(given), ...inProcessCases(given)]);
}
