import type { ErrorCode } from '../errors/codes.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import { formatPlace, type Place } from './place.ts';

/** One thing that is wrong with a configuration. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  /** `file:line:col`. */
  readonly at: string;
  /** What to do next. */
  readonly hint: string;
}

/** PEN_CONFIG_INVALID with everything that is wrong, in the order of the file. */
export interface ConfigProblems extends PenstockError {
  readonly problems: readonly Problem[];
}

export function isConfigProblems(error: unknown): error is ConfigProblems {
  return PenstockError.is(error, 'PEN_CONFIG_INVALID') && Array.isArray((error as Partial<ConfigProblems>).problems);
}

/** Collects problems, so that all of them are reported at once. */
export class Problems {
  readonly #found: { readonly problem: Problem; readonly place: Place; readonly cause: unknown }[] = [];

  add(code: ErrorCode, message: string, place: Place, more: { hint?: string; cause?: unknown } = {}): void {
    const error = new PenstockError(code, message, more.hint === undefined ? {} : { hint: more.hint });
    const problem = { code, message, at: formatPlace(place), hint: error.hint };
    if (this.#found.some((item) => item.problem.at === problem.at && item.problem.message === message)) return;
    this.#found.push({ problem, place, cause: more.cause });
  }

  get any(): boolean {
    return this.#found.length > 0;
  }

  /** @throws {ConfigProblems} unless there is nothing to report. */
  throwIfAny(): void {
    if (this.any) throw this.error();
  }

  /** Everything found so far as one error. */
  error(): ConfigProblems {
    const found = this.#found.toSorted((a, b) => byPlace(a.place, b.place));
    const problems = found.map((item) => item.problem);
    const causes = found.flatMap((item) => (item.cause === undefined ? [] : [item.cause]));
    const error = new PenstockError('PEN_CONFIG_INVALID', describe(problems), {
      at: problems[0]?.at,
      hint: problems.length === 1 ? problems[0]?.hint : 'Mend the places named above and run `penstock check`.',
      cause: causes.length > 1 ? new AggregateError(causes) : causes[0],
    });
    return Object.assign(error, { problems: Object.freeze(problems) });
  }
}

function describe(problems: readonly Problem[]): string {
  const lines = problems.map((problem) => `${problem.at} ${problem.code} ${problem.message}`);
  const count =
    lines.length === 1 ? 'The configuration has a problem' : `The configuration has ${lines.length} problems`;
  return [`${count}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function byPlace(a: Place, b: Place): number {
  if (a.source.name !== b.source.name) return a.source.name < b.source.name ? -1 : 1;
  return a.line - b.line || a.col - b.col;
}
