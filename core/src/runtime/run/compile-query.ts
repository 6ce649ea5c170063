import type { Query, Relation } from '../../contracts/query-engine.ts';
import type { Reference, SqlTemplate } from '../../pipeline/sql.ts';

/** Turns a template into a query by asking what each name stands for in this update; views are compiled along. */
export async function compileQuery(
  template: SqlTemplate,
  resolve: (name: string, reference: Exclude<Reference, { kind: 'view' }>) => Promise<Relation>,
): Promise<Query> {
  const relations: Record<string, Relation> = {};
  for (const [name, reference] of Object.entries(template.references)) {
    relations[name] =
      'kind' in reference && reference.kind === 'view'
        ? { kind: 'query', query: await compileQuery(reference.query, resolve) }
        : await resolve(name, reference as Exclude<Reference, { kind: 'view' }>);
  }
  return { sql: template.text, relations, at: template.at };
}
