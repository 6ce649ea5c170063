import { PenstockError } from '@penstock/core';
import type { Flow, FlowCounts, FlowExpectation, FlowResult } from '@penstock/core/contracts';
import { engineError } from '../database/engine-error.ts';
import type { Session } from '../database/session.ts';
import type { BoundColumn } from '../relations/bind-query.ts';
import { quotedName } from '../sql/quote.ts';
import { duckDbType } from '../types/to-duckdb.ts';

/** PEN_PIPELINE_INVALID for rules that no engine could carry out. */
export function checkRuleNames({ target, expectations, quarantine }: Flow): void {
  const names = expectations.map((rule) => rule.name);
  const double = names.find((name, i) => names.indexOf(name) !== i);
  if (double !== undefined) throw invalid(target, `two expectations are called "${double}"`);
  const quarantines = expectations.find((rule) => rule.action === 'quarantine');
  if (quarantines && (quarantine === undefined || quarantine === target))
    throw invalid(target, `expectation "${quarantines.name}" quarantines, but there is no table for that`);
}

/** Whether a rule decides about rows, so that counts are needed before anything is written. */
export function divides(rule: FlowExpectation): boolean {
  return rule.action === 'drop' || rule.action === 'quarantine';
}

/** PEN_SQL_INVALID unless each predicate is one boolean expression over the columns of one row of the flow. */
export async function checkPredicates(session: Session, flow: Flow, columns: readonly BoundColumn[]): Promise<void> {
  if (flow.expectations.length === 0) return;
  const shape = columns.map(({ name, type }) => `cast(null as ${duckDbType(type)}) as ${quotedName(name)}`).join(', ');
  for (const { name, predicate, at = flow.query.at } of flow.expectations) {
    const subject = `Table "${flow.target}", expectation "${name}"`;
    const statement = { subject, at, sql: predicate, before: 1, binding: true };
    const refuse = (why: string) => new PenstockError('PEN_SQL_INVALID', `${subject}: ${why}`, { at });
    try {
      // As a condition it can look at one row only: no aggregates, no windows.
      await session.prepare(`select 1 from (select ${shape}) where (\n${predicate}\n)`);
      // Brackets and parentheses in turn: text that closes the one and opens it anew does not fit the other.
      const inParentheses = `select *, (\n${predicate}\n) from (select ${shape})`;
      const inBrackets = `select *, [\n${predicate}\n] from (select ${shape})`;
      for (const sql of [inParentheses, inBrackets]) {
        if ((await session.countStatements(sql)) !== 1) throw refuse('it is not one expression');
        const prepared = await session.prepare(sql);
        if (prepared.parameters > 0) throw refuse('it has a parameter (? or $n), for which there is no value');
        if (prepared.columns.length !== columns.length + 1) throw refuse('it is not one expression');
        const type = String(prepared.columns.at(-1)?.type);
        if (sql === inParentheses && type !== 'BOOLEAN') throw refuse(`it is ${type}, not true or false`);
      }
    } catch (error) {
      throw engineError(error, statement);
    }
  }
}

/** SQL that is true where a rule is broken; null breaks it. */
export function isBroken({ predicate }: FlowExpectation): string {
  return `case when (\n${predicate}\n) then false else true end`;
}

/** What each rule let through, as results tell it. */
export function ruleResults(
  rules: readonly FlowExpectation[],
  failed: readonly number[],
  rows: number,
): FlowResult['expectations'] {
  return rules.map(({ name, action }, i) => ({
    name,
    action,
    passed: rows - (failed[i] ?? 0),
    failed: failed[i] ?? 0,
  }));
}

/** PEN_EXPECTATION_FAILED when a `fail` rule is broken. */
export function assertNoneFailed(target: string, results: FlowResult['expectations']): void {
  const broken = results.filter((result) => result.action === 'fail' && result.failed > 0);
  if (broken.length === 0) return;
  const list = broken.map((result) => `"${result.name}" (${result.failed} of ${result.passed + result.failed} rows)`);
  throw new PenstockError(
    'PEN_EXPECTATION_FAILED',
    `Table "${target}" was left as it was: rows break ${list.join(', ')}`,
    {
      at: target,
      hint: `Mend the rows or the query, or let the rule drop or quarantine. All rules: ${results
        .map((result) => `${result.name}: ${result.failed} failed`)
        .join('; ')}.`,
    },
  );
}

/** The law of every update. */
export function assertLaw(target: string, rows: FlowCounts): void {
  if (rows.in === rows.kept + rows.dropped + rows.quarantined) return;
  throw new PenstockError(
    'PEN_LAW_BROKEN',
    `Table "${target}" was left as it was: ${rows.in} rows in, but ${rows.kept} kept + ${rows.dropped} dropped + ${rows.quarantined} quarantined`,
    { at: target },
  );
}

function invalid(target: string, why: string): PenstockError {
  return new PenstockError('PEN_PIPELINE_INVALID', `Table "${target}": ${why}`, { at: target });
}
