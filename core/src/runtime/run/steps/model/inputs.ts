import type { Relation } from '../../../../contracts/query-engine.ts';
import { inputVersions } from '../materialized.ts';

/** Table → version of everything a relation reads, through views too. */
export function inputVersionsOf(relation: Relation): Readonly<Record<string, number>> {
  if (relation.kind !== 'query') return inputVersions({ relation });
  return Object.assign({}, ...Object.values(relation.query.relations).map(inputVersionsOf)) as Record<string, number>;
}
