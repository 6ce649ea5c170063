import { ObjectStore, type Query, type Relation, TableFormat } from '@penstock/core/contracts';
import type { PipelineNode, SqlTemplate } from '@penstock/core/pipeline';
import { globPrefix, globToRegExp, type Platform } from '@penstock/core/runtime';

type Reference = SqlTemplate['references'][string];

/**
 * A table's query with the definitions of all it reads from in place of their data: so it can be looked at before anything
 * has run. `undefined` where something is not there to look at: files that have not arrived, predictions not made.
 */
export async function definitionQuery(platform: Platform, template: SqlTemplate): Promise<Query | undefined> {
  const relations: Record<string, Relation> = {};
  for (const [name, reference] of Object.entries(template.references)) {
    const relation = await relationOf(platform, reference);
    if (relation === undefined) return undefined;
    relations[name] = relation;
  }
  return { sql: template.text, relations, at: template.at };
}

async function relationOf(platform: Platform, reference: Reference): Promise<Relation | undefined> {
  if (!('source' in reference)) return nodeRelation(platform, reference);
  if (reference.source === 'stream') return nodeRelation(platform, reference.table);
  const matcher = globToRegExp(reference.pattern);
  const keys: string[] = [];
  for await (const { key } of platform.get(ObjectStore).list(globPrefix(reference.pattern)))
    if (matcher.test(key)) keys.push(key);
  if (keys.length === 0) return undefined;
  return { kind: 'files', format: reference.format, keys, options: reference.options };
}

/** The rows of a node as its definition gives them. */
export async function nodeRelation(platform: Platform, node: PipelineNode): Promise<Relation | undefined> {
  if (node.kind === 'table' || node.kind === 'streaming-table' || node.kind === 'view') {
    const query = await definitionQuery(platform, node.query);
    return query && { kind: 'query', query };
  }
  const version = await platform.get(TableFormat).latestVersion(node.name);
  return version === undefined ? undefined : { kind: 'table', table: node.name, version };
}
