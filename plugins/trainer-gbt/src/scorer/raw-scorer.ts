import type { Task } from '@penstock/core/contracts';
import type { ModelFeature } from './model-feature.ts';

/** A model as a function of encoded features: see `FeatureEncoder`. */
export interface RawScorer {
  readonly task: Task;
  readonly features: readonly ModelFeature[];
  /**
   * Writes the scores of rows, before the link function.
   * @param encoded Rows one after the other, as many as `scores` has places.
   */
  score(encoded: Float64Array, scores: Float64Array): void;
}
