import { PenstockError } from '../errors/penstock-error.ts';
import type { ExpectationAction } from './expectations.ts';
import type { TableOptions } from './node.ts';
import { isSql } from './sql.ts';

const actions: readonly ExpectationAction[] = ['warn', 'drop', 'fail', 'quarantine'];

/** Names of tables, models and pipelines: letters, digits, `_`, `-`; not longer than 128. */
export function checkedName(name: string, at: string): string {
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]{0,127}$/.test(name)) {
    throw new PenstockError(
      'PEN_PIPELINE_INVALID',
      `"${name}" is not a name: use letters, digits, _ and -, beginning with a letter (${at})`,
      { at },
    );
  }
  return name;
}

export function checkTableOptions(name: string, options: TableOptions, at: string): void {
  refuseUnknown(`table "${name}"`, options, ['expect', 'partitionBy', 'description', 'properties', 'quarantine'], at);
  const seen = new Set<string>();
  for (const [rule, expectation] of Object.entries(options.expect ?? {})) {
    const key = rule.trim().toLowerCase();
    if (key === '') throw invalid(`An expectation of "${name}" has an empty name`, at);
    if (seen.has(key)) throw invalid(`"${name}" has two expectations called "${rule}"`, at);
    seen.add(key);
    if (!isSql(expectation?.predicate) || !actions.includes(expectation.action)) {
      throw invalid(
        `Expectation "${rule}" of "${name}" is not of the form keep(sql\`…\`).else('${actions.join("' | '")}')`,
        at,
      );
    }
  }
  if (options.quarantine !== undefined) checkedName(options.quarantine, at);
}

export function refuseUnknown(what: string, options: object, known: readonly string[], at: string): void {
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  if (unknown.length > 0)
    throw invalid(
      `${what} has unknown option${unknown.length > 1 ? 's' : ''} ${unknown.join(', ')}; known are ${known.join(', ')}`,
      at,
    );
}

/** Sources run without a type check: what is missing is told before it is missed. */
export function refuseMissing(what: string, options: object, needed: readonly string[], at: string): void {
  const given = new Map(Object.entries(options));
  const missing = needed.filter((key) => given.get(key) === undefined);
  if (missing.length > 0)
    throw invalid(`${what} lacks option${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`, at);
}

export function checkPeriod(what: string, every: string, at: string): void {
  if (!['day', 'week', 'month'].includes(every)) throw invalid(`${what} must be day, week or month, not ${every}`, at);
}

export function checkQuery(what: string, query: unknown, at: string): void {
  if (!isSql(query)) throw invalid(`The query of ${what} is not written as sql\`…\``, at);
}

export function invalid(message: string, at: string): PenstockError {
  return new PenstockError('PEN_PIPELINE_INVALID', `${message} (${at})`, { at });
}
