import { PenstockError } from '../errors/penstock-error.ts';
import type { SqlTemplate } from './sql.ts';

export type ExpectationAction = 'warn' | 'drop' | 'fail' | 'quarantine';

/** A rule about rows: the predicate says what a good row looks like; NULL counts as a violation. */
export interface Expectation {
  readonly predicate: SqlTemplate;
  readonly action: ExpectationAction;
}

/** Name → rule. */
export type Expectations = Readonly<Record<string, Expectation>>;

/** A rule that so far only warns; `.else(…)` says what happens to rows that break it. */
export interface KeptExpectation extends Expectation {
  else(action: ExpectationAction): Expectation;
}

/** `keep(sql`date is not null`).else('drop')`: rows for which the predicate is not true are dropped. */
export function keep(predicate: SqlTemplate): KeptExpectation {
  if (Object.keys(predicate.references).length > 0) {
    throw new PenstockError(
      'PEN_PIPELINE_INVALID',
      `An expectation looks at one row; it cannot read from another table (${predicate.at})`,
      { at: predicate.at },
    );
  }
  return Object.freeze({
    predicate,
    action: 'warn',
    else: (action: ExpectationAction): Expectation => Object.freeze({ predicate, action }),
  });
}
