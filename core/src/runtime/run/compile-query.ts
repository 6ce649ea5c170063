import type { Query, Relation } from '../../contracts/query-engine.ts';
import type { Reference, SqlTemplate } from '../../pipeline/sql.ts';

/**
 * Turns a template into a query by asking what each name stands for in this update; views are compiled along.
 * Names within a view are asked for as `view/name`: several queries may use one name for different things.
 */
export async function compileQuery(
  template: SqlTemplate,
  resolve: (name: string, reference: Exclude<Reference, { kind: 'view' }>) => Promise<Relation>,
): Promise<Query> {
  const relations: Record<string, Relation> = {};
  for (const [name, reference] of Object.entries(template.references)) {
    relations[name] =
      'kind' in reference && reference.kind === 'view'
        ? {
            kind: 'query',
            query: await compileQuery(reference.query, (inner, item) => resolve(`${name}/${inner}`, item)),
          }
        : await resolve(name, reference as Exclude<Reference, { kind: 'view' }>);
  }
  return { sql: template.text, relations, at: template.at };
}
