import type { ObjectInfo } from '../../../contracts/object-store.ts';
import type { Relation } from '../../../contracts/query-engine.ts';
import { PenstockError } from '../../../errors/penstock-error.ts';
import { globPrefix, globToRegExp } from '../../../pipeline/glob.ts';
import type { FilesSource } from '../../../pipeline/sources.ts';
import type { StepContext } from '../step.ts';

/** All files that match, sorted by key. */
export async function findFiles(context: StepContext, source: FilesSource): Promise<readonly ObjectInfo[]> {
  const matcher = globToRegExp(source.pattern);
  const found: ObjectInfo[] = [];
  for await (const file of context.store.list(globPrefix(source.pattern), { signal: context.signal }))
    if (matcher.test(file.key)) found.push(file);
  return found;
}

/** A file without a single byte is no Parquet and no CSV: it was not finished. */
export function refuseEmpty({ format }: FilesSource, { key, size }: ObjectInfo): void {
  if (size > 0 || format === 'json') return;
  throw new PenstockError('PEN_SOURCE_UNREADABLE', `The source file ${key} is empty`, { at: key });
}

/** The newest version of a table as a relation. */
export async function wholeTable(context: StepContext, table: string): Promise<Relation> {
  const version = await context.tables.latestVersion(table, { signal: context.signal });
  if (version === undefined)
    throw new PenstockError(
      'PEN_NOT_FOUND',
      `"${context.node.name}" reads from table "${table}", which does not exist yet`,
      { at: context.node.at },
    );
  return { kind: 'table', table, version };
}
