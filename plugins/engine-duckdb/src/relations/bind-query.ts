import { PenstockError } from '@penstock/core';
import type { DataType, Query, TableSchema } from '@penstock/core/contracts';
import { engineError } from '../database/engine-error.ts';
import type { Session } from '../database/session.ts';
import { quotedName } from '../sql/quote.ts';
import { dataTypeOf, isItself } from '../types/from-duckdb.ts';
import { duckDbType } from '../types/to-duckdb.ts';
import { withoutVariants } from '../types/without-variants.ts';
import { checkSelect } from './check-select.ts';
import { RelationViews, type Sources } from './relation-views.ts';

export interface BoundColumn {
  readonly name: string;
  readonly type: DataType;
  /** SQL of the column over the query, cast to {@link type} where it needs to be. */
  readonly sql: string;
}

/** A query that can run on the session it was bound to. */
export interface BoundQuery {
  /** The user's text with relations in place. */
  readonly sql: string;
  readonly columns: readonly BoundColumn[];
  /** Bytes of the data files it reads, as far as known. */
  readonly bytes: number;
  /** Says what went wrong while running it in a statement with so many lines before its text. */
  fail(error: unknown, before?: number): PenstockError;
}

/**
 * Makes the relations of a query and binds it.
 * @param subject for errors, e.g. `Table "flights"`
 * @param describing leaves batches unread
 */
export async function bindQuery(
  session: Session,
  sources: Sources,
  query: Query,
  subject: string,
  describing = false,
): Promise<BoundQuery> {
  const views = new RelationViews(session, sources, subject, describing);
  const sql = await views.fill(query);
  const statement = { subject, at: query.at, files: views.files };
  const columns = (await checkSelect(session, sql, statement)).map(({ name, type }): BoundColumn => {
    const carried = dataTypeOf(type);
    if (!carried)
      throw new PenstockError(
        'PEN_TYPE_UNSUPPORTED',
        `${subject}: column "${name}" is ${type}, which tables cannot hold`,
        {
          at: query.at,
          hint: 'Cast it in the query, e.g. to varchar or bigint.',
        },
      );
    const quoted = quotedName(name);
    if (isItself(type)) return { name, type: carried, sql: quoted };
    const value = withoutVariants(quoted, type);
    return { name, type: carried, sql: `cast(${value} as ${duckDbType(carried)})` };
  });
  assertDistinct(columns, subject, query.at);
  return {
    sql,
    columns,
    bytes: views.bytes,
    fail: (error, before = 0) => engineError(error, { ...statement, sql, before }),
  };
}

export function schemaOf(columns: readonly Pick<BoundColumn, 'name' | 'type'>[]): TableSchema {
  return {
    type: 'struct',
    fields: columns.map(({ name, type }) => ({ name, type, nullable: true, metadata: {} })),
  };
}

function assertDistinct(columns: readonly BoundColumn[], subject: string, at: string | undefined): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    const key = name.toLowerCase();
    if (seen.has(key))
      throw new PenstockError('PEN_SCHEMA_INVALID', `${subject}: two columns are called "${name}"`, {
        at,
        hint: 'Give one of them another name with `as`; upper and lower case do not tell them apart.',
      });
    seen.add(key);
  }
}
