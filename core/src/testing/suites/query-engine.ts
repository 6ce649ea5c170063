import { QueryEngine } from '../../contracts/query-engine.ts';
import { type Suite, suite } from '../suite.ts';
import { flowCases } from './query-engine-flows.ts';
import { relationCases } from './query-engine-relations.ts';
import { resultCases } from './query-engine-results.ts';
import { ruleCases } from './query-engine-rules.ts';
import { spillCases } from './query-engine-spill.ts';
import type { QueryEngineSubject } from './query-engine-subject.ts';

/**
 * What every query engine promises. A case gets the engine with the tables and the store it was set up with, both
 * empty. The SQL is what SQL engines have in common. An engine that claims to spill should be given some 100 MB.
 */
export const queryEngineSuite: Suite<typeof QueryEngine, QueryEngineSubject> = suite(QueryEngine, [
  ...flowCases,
  ...ruleCases,
  ...relationCases,
  ...resultCases,
  ...spillCases,
]);
