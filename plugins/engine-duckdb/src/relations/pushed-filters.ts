import { PenstockError } from '@penstock/core';
import type { Predicate } from '@penstock/core/contracts';
import type { Session } from '../database/session.ts';
import { fillTemplate } from '../sql/fill-template.ts';
import { quoted, quotedName } from '../sql/quote.ts';
import { type ConditionContext, isRecord, necessaryCondition, type SqlNode } from './necessary-condition.ts';

/** A condition that rows of a relation must meet. */
export interface PushedFilter {
  readonly predicate: Predicate;
  /** Columns with the constants they are compared with. */
  readonly compared: ConditionContext['compared'];
}

/**
 * Conditions that rows of relations must meet to count in a query, by the name of the relation. There is one for a
 * relation that stands alone behind each `from` it is named in, with a `where` that says something about its columns.
 */
export async function pushedFilters(
  session: Session,
  sql: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, PushedFilter>> {
  const filters = new Map<string, PushedFilter>();
  if (names.length === 0 || !/\bwhere\b/i.test(sql)) return filters;
  const tables = new Map(names.map((name, at) => [name, `__relation_${at}`]));
  const text = fillTemplate(sql, new Map(Array.from(tables, ([name, table]) => [name, quotedName(table)])));
  const tree = await parse(session, text);
  for (const [name, table] of tables) {
    const compared: ConditionContext['compared'] = [];
    const uses = Array.from(usesOf(tree, table, compared));
    const terms = uses.flatMap((use) => use ?? []);
    if (terms.length > 0 && terms.length === uses.length)
      filters.set(name, { predicate: { op: 'or', terms }, compared });
  }
  return filters;
}

/** DuckDB's tree of a text; nothing for what is no SELECT, which is told when it is bound. */
async function parse(session: Session, sql: string): Promise<unknown> {
  try {
    const [row] = await session.rows<{ tree: string }>(`select json_serialize_sql(${quoted(sql)}) as tree`);
    return JSON.parse(row?.tree ?? 'null');
  } catch (error) {
    if (PenstockError.is(error)) throw error;
    return null;
  }
}

/** For each place where a table is named: what rows must meet there, `undefined` when all are needed. */
function* usesOf(
  node: unknown,
  table: string,
  compared: ConditionContext['compared'],
): Generator<Predicate | undefined> {
  if (Array.isArray(node)) for (const item of node) yield* usesOf(item, table, compared);
  if (!isRecord(node)) return;
  const { from_table: from, where_clause: where } = node;
  const alone = node['type'] === 'SELECT_NODE' && isRecord(from) && isTable(from, table) ? from : undefined;
  if (isTable(node, table)) yield undefined;
  if (alone) {
    const context = { table: nameOf(alone, table), compared };
    yield isPlain(alone, node) && isRecord(where) ? necessaryCondition(where, context) : undefined;
  }
  for (const [key, child] of Object.entries(node))
    if (!(alone && key === 'from_table')) yield* usesOf(child, table, compared);
}

function isTable(node: SqlNode, table: string): boolean {
  return node['type'] === 'BASE_TABLE' && node['table_name'] === table;
}

function nameOf(node: SqlNode, table: string): string {
  return typeof node['alias'] === 'string' && node['alias'] !== '' ? node['alias'] : table;
}

/** Neither sampled nor with columns under other names. */
function isPlain(from: SqlNode, select: SqlNode): boolean {
  const aliases = from['column_name_alias'];
  return (
    Array.isArray(aliases) &&
    aliases.length === 0 &&
    [from['sample'], from['at_clause'], select['sample']].every((item) => item === null || item === undefined)
  );
}
