import type { Relation } from '../../../contracts/query-engine.ts';
import { PenstockError } from '../../../errors/penstock-error.ts';
import type { StreamingTableNode } from '../../../pipeline/node.ts';
import { type FilesSource, isFiles, isStream, type TableStream } from '../../../pipeline/sources.ts';
import { compileQuery } from '../compile-query.ts';
import { type Intent, IntentLog } from '../intent-log.ts';
import type { StepContext, StepOutcome } from '../step.ts';
import { commitFlow, committedSequence, snapshotIfAny } from './flow.ts';
import { inputVersions } from './materialized.ts';
import { findFiles, wholeTable } from './sources.ts';

interface StreamIntent extends Intent {
  /** Starts over: what was there before is replaced. */
  readonly reset: boolean;
  readonly relations: Readonly<Record<string, Relation>>;
  /** Source files of this batch, key → etag. */
  readonly files: Readonly<Record<string, string>>;
}

interface Batch extends Pick<StreamIntent, 'relations' | 'files'> {
  readonly isNew: boolean;
}

/** Appends what is new in the streaming source, exactly once: first finishes a begun batch, then looks for news. */
export async function runStreaming(context: StepContext<StreamingTableNode>): Promise<StepOutcome> {
  const log = new IntentLog<StreamIntent>(context.store, context.pipeline, context.node.name);
  let intents = await log.all();
  let outcome: StepOutcome | undefined;
  for (;;) {
    const target = await snapshotIfAny(context, context.node.name);
    const done = committedSequence(context, target);
    let intent = intents.find((item) => item.sequence === done + 1);
    if (intent === undefined) {
      const reset = context.fullRefresh && !intents.some((item) => item.reset && item.runId === context.runId);
      const batch = await nextBatch(context, reset ? [] : sinceReset(intents));
      if (!batch.isNew && target !== undefined && !reset)
        return outcome ?? { status: 'up-to-date', result: { table: context.node.name, version: target.version } };
      intent = await log.add({
        sequence: done + 1,
        runId: context.runId,
        at: new Date().toISOString(),
        reset,
        relations: batch.relations,
        files: batch.files,
      });
      intents = [...intents, intent];
    }
    outcome = await commitBatch(context, intent);
  }
}

async function commitBatch(context: StepContext<StreamingTableNode>, intent: StreamIntent): Promise<StepOutcome> {
  const query = await compileQuery(context.node.query, async (name) => intent.relations[name] as Relation);
  const count = Object.keys(intent.files).length;
  context.progress({ message: count > 0 ? `${count} file${count > 1 ? 's' : ''}` : 'new rows' });
  const outcome = await commitFlow(context, {
    mode: intent.reset ? 'overwrite' : 'append',
    sequence: intent.sequence,
    query,
    inputs: inputVersions(intent.relations),
  });
  return {
    ...outcome,
    result: { ...outcome.result, ...(count > 0 ? { sourceFiles: Object.keys(intent.files) } : {}) },
  };
}

function sinceReset(intents: readonly StreamIntent[]): readonly StreamIntent[] {
  return intents.slice(
    Math.max(
      0,
      intents.findLastIndex((intent) => intent.reset),
    ),
  );
}

async function nextBatch(context: StepContext<StreamingTableNode>, past: readonly StreamIntent[]): Promise<Batch> {
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

async function newFiles(
  context: StepContext<StreamingTableNode>,
  source: FilesSource,
  past: readonly StreamIntent[],
): Promise<Readonly<Record<string, string>>> {
  const known = new Map(past.flatMap((intent) => Object.entries(intent.files)));
  const fresh: Record<string, string> = {};
  let any = false;
  for (const file of await findFiles(context, source)) {
    any = true;
    const etag = known.get(file.key);
    if (etag === undefined) fresh[file.key] = file.etag;
    else if (etag !== file.etag) {
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
  context: StepContext<StreamingTableNode>,
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
