import { type ErrorCode, PenstockError } from '@penstock/core';

/** One thing that is wrong with a pipeline. */
export interface PipelineProblem {
  readonly code: ErrorCode;
  readonly message: string;
  /** `file:line` where it is known. */
  readonly at?: string;
  readonly hint?: string;
}

/** An error as a problem; what has no code is a problem of the pipeline's file. */
export function problemOf(error: unknown, at?: string): PipelineProblem {
  if (!PenstockError.is(error))
    return {
      code: 'PEN_PIPELINE_INVALID',
      message: error instanceof Error ? error.message : String(error),
      ...(at ? { at } : {}),
    };
  const place = error.details.at ?? at;
  return { code: error.code, message: error.message, hint: error.hint, ...(place ? { at: place } : {}) };
}

/** All of them as one error, whose exit code is that of a wrong configuration. */
export function problemsError(problems: readonly PipelineProblem[]): PenstockError {
  const message = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} in the pipelines`;
  return Object.assign(new PenstockError('PEN_PIPELINE_INVALID', message), { problems });
}
