import { capability } from '../plugin/capability.ts';
import type { Params, ParamValue } from './trainer.ts';

export type Distribution =
  | { readonly type: 'uniform' | 'loguniform'; readonly low: number; readonly high: number }
  | { readonly type: 'int' | 'logint'; readonly low: number; readonly high: number; readonly step?: number }
  | { readonly type: 'choice'; readonly values: readonly ParamValue[] };
export type SearchSpace = Readonly<Record<string, Distribution>>;

export interface Trial {
  readonly number: number;
  readonly params: Params;
  readonly value?: number;
  readonly state: 'running' | 'complete' | 'failed';
}

export interface Study {
  readonly space: SearchSpace;
  readonly direction: 'maximize' | 'minimize';
  readonly seed: number;
}

/** Suggests points. Pure: the same study, history and number give the same suggestion. Several trials may run at once. */
export interface Tuner {
  readonly algorithm: string;
  /** Parameters for the next trial; `undefined` when the space is exhausted. PEN_TRAINING_PARAMS on a bad space. */
  suggest(study: Study, history: readonly Trial[]): Params | undefined;
}

export const Tuner = capability<Tuner>('tuner@1', { description: 'Suggests hyper-parameters' });
