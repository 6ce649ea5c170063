import { capability } from '../plugin/capability.ts';
import type { CallOptions } from './object-store.ts';
import type { TrainContext, TrainProgress, TrainResult } from './trainer.ts';

/**
 * How to start a training program: a module (file: URL or absolute path, `.ts` or `.js`) whose default export is a
 * TrainFunction, or any command that speaks the process protocol: environment variable PENSTOCK_JOB names a JSON file with
 * the fields of TrainContext that are data; events are written as one JSON object per line to file descriptor 3, or to standard
 * output behind `penstock:`; the last is `{ "type": "result", … }`. README of @penstock/training-local has the schemas.
 */
export type TrainingProgram =
  | { readonly kind: 'module'; readonly module: string }
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]]; readonly cwd?: string };

export interface TrainingJob extends Omit<TrainContext, 'signal' | 'progress' | 'log'>, CallOptions {
  /** For logs and process lists. */
  readonly name: string;
  readonly program: TrainingProgram;
  readonly onProgress?: (event: TrainProgress) => void;
  readonly onLog?: (line: string, stream: 'stdout' | 'stderr' | 'log') => void;
  /** Milliseconds; no limit when absent. */
  readonly timeoutMs?: number;
}

/**
 * Runs training jobs outside this process, at most `capacity` at a time (more wait in order). A cancelled job gets a
 * moment to tidy up (`context.signal`, SIGTERM); its process is gone when the promise rejects. `timeoutMs` counts from the start
 * of the process. Errors: PEN_TRAINING_FAILED (message: exit code and the last lines), PEN_ABORTED,
 * PEN_TIMEOUT, and coded errors of the program itself.
 */
export interface TrainingBackend {
  readonly capacity: number;
  run(job: TrainingJob): Promise<TrainResult>;
}

export const TrainingBackend = capability<TrainingBackend>('training-backend@1', {
  description: 'Runs training jobs in processes of their own',
});
