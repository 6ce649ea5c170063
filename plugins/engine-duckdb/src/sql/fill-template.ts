/** Names of the relations in a text, in the order of their first use. */
export function relationsIn(sql: string): readonly string[] {
  return [...new Set(Array.from(sql.matchAll(RELATION), (match) => match[1] ?? ''))];
}

/** Puts SQL for each `{{name}}`. Lines stay what they are. */
export function fillTemplate(sql: string, sources: ReadonlyMap<string, string>): string {
  return sql.replace(RELATION, (_, name: string) => sources.get(name) ?? '');
}

const RELATION = /\{\{\s*([^{}\n]+?)\s*\}\}/g;
