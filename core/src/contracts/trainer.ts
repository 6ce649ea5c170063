import { capability } from '../plugin/capability.ts';
import type { SearchSpace } from './tuner.ts';

export type Task = 'binary' | 'regression';
export type ParamValue = number | string | boolean;
export type Params = Readonly<Record<string, ParamValue>>;

/** What a training module's default export gets, in the training process. */
export interface TrainContext {
  /** Name → Arrow IPC file. `train` always; `valid` when the job has one. Columns: features, the label, nothing else. */
  readonly data: Readonly<Record<string, string>>;
  readonly features: readonly { readonly name: string; readonly type: 'numeric' | 'categorical' }[];
  readonly label: string;
  readonly task: Task;
  readonly params: Params;
  readonly seed: number;
  /** Empty folder for the flavor's files of the model (not `MLmodel`, which the caller writes). */
  readonly modelDir: string;
  /** Folder that survives a crash of the process: checkpoints go here. */
  readonly checkpointDir: string;
  readonly signal: AbortSignal;
  progress(event: TrainProgress): void;
  log(line: string): void;
}
export interface TrainProgress {
  readonly step: number;
  readonly steps: number;
  readonly metrics?: Readonly<Record<string, number>>;
}

export interface TrainResult {
  /** Metrics on `valid` (or `train` without one), e.g. `{ auc, logloss }`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** MLmodel `flavors` section: flavor name → its fields, paths relative to the model directory. */
  readonly flavors: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Feature → share of the total gain, when the algorithm tells. */
  readonly importance?: Readonly<Record<string, number>>;
}

/** Type of the default export of a training module. */
export type TrainFunction = (context: TrainContext) => Promise<TrainResult>;

/** An algorithm that training backends can run. */
export interface Trainer {
  /** Short name used in pipelines, e.g. `gbt`. */
  readonly algorithm: string;
  /** file: URL of a module whose default export is a TrainFunction. */
  readonly module: string;
  /** Name and version, part of the step's fingerprint. */
  readonly version: string;
  /** Throws PEN_TRAINING_PARAMS naming the bad parameter; returns the parameters with defaults filled in. */
  checkParams(params: Params, task: Task): Params;
  /** Where a search starts when the pipeline names no space. */
  readonly searchSpace: SearchSpace;
}

export const Trainer = capability<Trainer>('trainer@1', { description: 'A training algorithm' });
