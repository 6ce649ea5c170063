import type { Relation } from '../../../../contracts/query-engine.ts';
import type { Intent } from '../../intent-log.ts';
import type { Windows } from './windows.ts';

/** One training, fixed before it begins: resumed, it uses the same rows. */
export interface ModelIntent extends Intent {
  readonly fingerprint: string;
  /** Id of the retraining request that it answers. */
  readonly trigger?: string;
  readonly relation: Relation;
  readonly windows: Windows;
}

/** Tag of a model version that says which training it came from. */
export const intentTag = 'penstock.training';
export const promotionTag = 'penstock.promotion';

export function trainingId(pipeline: string, node: string, sequence: number): string {
  return `${pipeline}/${node}/${sequence}`;
}
