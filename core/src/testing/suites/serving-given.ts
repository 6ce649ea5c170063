import type { ServedModel } from '../../contracts/serving-target.ts';
import type { Prediction } from '../../models/open-model.ts';

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
