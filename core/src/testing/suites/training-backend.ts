import { TrainingBackend } from '../../contracts/training-backend.ts';
import { type Suite, suite } from '../suite.ts';
import { cancellationCases } from './training-cancellation.ts';
import { failureCases } from './training-failures.ts';
import { programCases } from './training-programs.ts';

/**
 * What every training backend promises. Programs are small scripts in a temporary folder, which the backend must be able to
 * read. Open it with a capacity of 2, so that the order of waiting jobs can be seen.
 */
export const trainingBackendSuite: Suite<typeof TrainingBackend> = suite(TrainingBackend, [
  ...programCases,
  ...failureCases,
  ...cancellationCases,
]);
