import { PenstockError } from '@penstock/core';
import { engineError, type Statement } from '../database/engine-error.ts';
import type { ResultColumn, Session } from '../database/session.ts';

/** Result columns of one SELECT; PEN_SQL_INVALID for anything else, since the text is put into larger statements. */
export async function checkSelect(
  session: Session,
  sql: string,
  statement: Omit<Statement, 'sql' | 'binding'>,
): Promise<readonly ResultColumn[]> {
  const refuse = (why: string) =>
    new PenstockError('PEN_SQL_INVALID', `${statement.subject}: ${why}`, { at: statement.at });
  try {
    const count = await session.countStatements(sql);
    if (count !== 1) throw refuse(`the SQL holds ${count} statements; a query is one SELECT`);
    const { columns, isSelect, parameters } = await session.prepare(sql);
    if (parameters > 0) throw refuse('the SQL has a parameter (? or $n), for which there is no value');
    if (!isSelect) throw refuse('the SQL is not a SELECT');
    await session.countStatements(`select * from (\n${sql}\n)`).catch((error: unknown) => {
      if (PenstockError.is(error)) throw error;
      throw refuse('the SQL cannot stand within other SQL; remove a semicolon at its end');
    });
    return columns;
  } catch (error) {
    throw engineError(error, { ...statement, sql, binding: true });
  }
}
