import type { Relation } from '../../../contracts/query-engine.ts';
import { PenstockError } from '../../../errors/penstock-error.ts';
import type { StreamingTableNode } from '../../../pipeline/node.ts';
import { type FilesSource, isFiles, isStream, type TableStream } from '../../../pipeline/sources.ts';
import { compileQuery } from '../compile-query.ts';
import type { Intent } from '../intent-log.ts';
import type { StepContext } from '../step.ts';
import { findFiles, refuseEmpty, wholeTable } from './sources.ts';

export interface StreamIntent extends Intent {
  /** Starts over: what was there before is replaced. */
  readonly reset: boolean;
  readonly relations: Readonly<Record<string, Relation>>;
  /** Source files of this batch, key → etag. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Batch extends Pick<StreamIntent, 'relations' | 'files'> {
  readonly isNew: boolean;
}

type Context = StepContext<StreamingTableNode>;

/** What is new in the streaming source after the batches of the past. */
export async function nextBatch(context: Context, past: readonly StreamIntent[]): Promise<Batch> {
  const relations: Record<string, Relation> = {};
  let files: Readonly<Record<string, string>> = {};
  let isNew = false;
  await compileQuery(context.node.query, async (name, reference) => {
    let relation: Relation;
    if (isFiles(reference)) {
      files = await newFiles(context, reference, past);
      isNew ||= Object.keys(files).length > 0;
      relation = { kind: 'files', format: reference.format, keys: Object.keys(files), options: reference.options };
    } else if (isStream(reference)) {
      const news = await newRows(context, reference, name, past);
      isNew ||= news.kind === 'appended' && news.toVersion > news.fromVersion;
      relation = news;
    } else relation = await wholeTable(context, reference.name);
    relations[name] = relation;
    return relation;
  });
  return { relations, files, isNew };
}

/** Why a batch cannot be carried out as it was meant; `undefined` when it can. */
export async function whyOutdated(context: Context, intent: StreamIntent): Promise<string | undefined> {
  const names = new Set<string>();
  const present = new Map<string, string>();
  await compileQuery(context.node.query, async (name, reference) => {
    names.add(name);
    if (isFiles(reference)) for (const { key, etag } of await findFiles(context, reference)) present.set(key, etag);
    return { kind: 'table', table: name, version: 0 };
  });
  const gone = Object.keys(intent.files).find((key) => !present.has(key));
  if (gone !== undefined) return `${gone} is not there any more`;
  const changed = Object.entries(intent.files).find(([key, etag]) => present.get(key) !== etag);
  if (changed !== undefined) return `${changed[0]} has changed`;
  const unknown = [...names].find((name) => !(name in intent.relations));
  return unknown === undefined ? undefined : `the query reads from ${unknown} now`;
}

async function newFiles(
  context: Context,
  source: FilesSource,
  past: readonly StreamIntent[],
): Promise<Readonly<Record<string, string>>> {
  const known = new Map(past.flatMap((intent) => Object.entries(intent.files)));
  const fresh: Record<string, string> = {};
  let any = false;
  for (const file of await findFiles(context, source)) {
    any = true;
    const etag = known.get(file.key);
    if (etag === undefined) {
      refuseEmpty(source, file);
      fresh[file.key] = file.etag;
    } else if (etag !== file.etag) {
      throw new PenstockError(
        'PEN_SOURCE_CHANGED',
        `"${context.node.name}" has processed ${file.key} before, and the file has changed since`,
        {
          at: file.key,
          hint: `Give the new content a new file name, or run \`penstock run --full-refresh ${context.node.name}\`.`,
        },
      );
    }
  }
  if (!any && past.length === 0) {
    throw new PenstockError(
      'PEN_SOURCE_UNREADABLE',
      `"${context.node.name}" has nothing to start from: no file of the object store matches ${source.pattern}`,
      {
        at: source.at,
        hint: 'Put a first file there: its columns become those of the table.',
      },
    );
  }
  return fresh;
}

async function newRows(
  context: Context,
  { table }: TableStream,
  name: string,
  past: readonly StreamIntent[],
): Promise<Relation> {
  const toVersion = await context.tables.latestVersion(table.name, { signal: context.signal });
  if (toVersion === undefined)
    throw new PenstockError(
      'PEN_NOT_FOUND',
      `"${context.node.name}" reads from table "${table.name}", which does not exist yet`,
      { at: context.node.at },
    );
  const last = past.at(-1)?.relations[name];
  return {
    kind: 'appended',
    table: table.name,
    fromVersion: last?.kind === 'appended' ? last.toVersion : -1,
    toVersion,
  };
}
