import type { Task } from '@penstock/core/contracts';
import type { ModelFeature } from './model-feature.ts';

/** A model as a function of encoded features: see `FeatureEncoder`. */
export interface RawScorer {
  readonly task: Task;
  readonly features: readonly ModelFeature[];
  /** Score before the link function, of the row whose encoded features start at `at`. */
  score(encoded: Float64Array, at: number): number;
}
