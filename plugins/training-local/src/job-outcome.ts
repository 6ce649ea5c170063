import { type ErrorCode, errorCodes, PenstockError } from '@penstock/core';
import type { TrainingEvent } from './protocol/training-event.ts';

type ErrorEvent = Extract<TrainingEvent, { type: 'error' }>;
type ResultEvent = Extract<TrainingEvent, { type: 'result' }>;

/** How a job's process ended and what it said. */
export interface JobOutcome {
  readonly name: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly result?: ResultEvent;
  readonly error?: ErrorEvent;
  /** Last lines of its output. */
  readonly tail: readonly string[];
}

/** The result of a job that ended well; else throws the program's own coded error, or PEN_TRAINING_FAILED. */
export function resultOf(outcome: JobOutcome): ResultEvent {
  const { name, exitCode, signal, result, error } = outcome;
  if (error !== undefined) throw programError(outcome, error);
  if (signal !== null) throw trainingFailed(outcome, `Training "${name}" was ended by ${signal}`);
  if (exitCode !== 0) throw trainingFailed(outcome, `Training "${name}" ended with exit code ${exitCode}`);
  if (result === undefined) {
    throw trainingFailed(
      outcome,
      `Training "${name}" ended with exit code 0 but without a result`,
      'The program must send an event of type "result" as its last one.',
    );
  }
  return result;
}

function programError(outcome: JobOutcome, event: ErrorEvent): PenstockError {
  const { code, message, hint } = event;
  const cause = Object.assign(new Error(message), event.stack === undefined ? {} : { stack: event.stack });
  if (code !== undefined && isErrorCode(code) && code !== 'PEN_TRAINING_FAILED') {
    return new PenstockError(code, message, { at: outcome.name, hint, cause });
  }
  return trainingFailed(outcome, `Training "${outcome.name}" failed: ${message}`, hint, cause);
}

/** PEN_TRAINING_FAILED with the last lines of the program's output. */
export function trainingFailed(
  { name, tail }: Pick<JobOutcome, 'name' | 'tail'>,
  problem: string,
  hint?: string,
  cause?: unknown,
): PenstockError {
  const lines = tail.length === 0 ? '' : `. Its last lines:\n${tail.map((line) => `  ${line}`).join('\n')}`;
  return new PenstockError('PEN_TRAINING_FAILED', problem + lines, { at: name, hint, cause });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
