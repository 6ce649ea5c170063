import { Tracking } from '../../contracts/tracking.ts';
import { type Suite, suite } from '../suite.ts';
import { artifactCases } from './tracking-artifacts.ts';
import { metricCases } from './tracking-metrics.ts';
import { registryCases } from './tracking-registry.ts';
import { runCases } from './tracking-runs.ts';
import { searchCases } from './tracking-search.ts';

/** What every tracking store promises. Experiments and models have fresh names per case, so a shared server will do. */
export const trackingSuite: Suite<typeof Tracking> = suite(Tracking, [
  ...runCases,
  ...metricCases,
  ...searchCases,
  ...artifactCases,
  ...registryCases,
]);
