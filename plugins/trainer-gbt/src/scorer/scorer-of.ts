import { LinearScorer } from './linear-scorer.ts';
import { ModelScorer } from './model-scorer.ts';
import type { NativeModel } from './parse-model.ts';
import { TreeScorer } from './tree-scorer.ts';

/** Makes a model ready to score. */
export function scorerOf(model: NativeModel): ModelScorer {
  return new ModelScorer(model.format === 'penstock-gbt' ? new TreeScorer(model) : new LinearScorer(model));
}
