import type { Relation } from '../../../contracts/query-engine.ts';
import type { TableNode } from '../../../pipeline/node.ts';
import { isFiles } from '../../../pipeline/sources.ts';
import type { Reference } from '../../../pipeline/sql.ts';
import { compileQuery } from '../compile-query.ts';
import { fingerprint } from '../fingerprint.ts';
import { type Intent, IntentLog } from '../intent-log.ts';
import type { StepContext, StepOutcome } from '../step.ts';
import { commitFlow, committedSequence, snapshotIfAny } from './flow.ts';
import { findFiles, refuseEmpty, wholeTable } from './sources.ts';

interface TableIntent extends Intent {
  readonly fingerprint: string;
  readonly relations: Readonly<Record<string, Relation>>;
}

/** Brings a materialised view up to date: computed anew when an input, the query, a rule or the engine changed. */
export async function runMaterialized(context: StepContext<TableNode>): Promise<StepOutcome> {
  const log = new IntentLog<TableIntent>(context.store, context.pipeline, context.node.name);
  const intents = await log.all();
  const target = await snapshotIfAny(context, context.node.name);
  const done = committedSequence(context, target);
  const { relations, etags } = await currentInputs(context);
  const wanted = fingerprint({ ...definition(context), relations, etags });
  const last = intents.find((intent) => intent.sequence === done);
  const begun = intents.findLast((intent) => intent.sequence > done);

  if (
    begun === undefined &&
    target !== undefined &&
    last?.fingerprint === wanted &&
    !(context.fullRefresh && last.runId !== context.runId)
  ) {
    return { status: 'up-to-date', result: { table: context.node.name, version: target.version } };
  }
  // What was begun for other inputs or by another definition is left: this update replaces all rows anyway.
  const intent =
    begun?.fingerprint === wanted
      ? begun
      : await log.add({
          sequence: Math.max(done, intents.at(-1)?.sequence ?? 0) + 1,
          runId: context.runId,
          at: new Date().toISOString(),
          fingerprint: wanted,
          relations,
        });
  const query = await compileQuery(context.node.query, async (name) => intent.relations[name] as Relation);
  return commitFlow(context, { mode: 'overwrite', intent, query, inputs: inputVersions(intent.relations) });
}

export function inputVersions(relations: Readonly<Record<string, Relation>>): Readonly<Record<string, number>> {
  const versions: Record<string, number> = {};
  for (const relation of Object.values(relations)) {
    if (relation.kind === 'table') versions[relation.table] = relation.version;
    if (relation.kind === 'appended') versions[relation.table] = relation.toVersion;
  }
  return versions;
}

function definition(context: StepContext<TableNode>): Readonly<Record<string, unknown>> {
  const { query, options } = context.node;
  const expectations = Object.entries(options.expect ?? {}).map(([name, rule]) => [
    name,
    rule.predicate.text,
    rule.action,
  ]);
  return {
    sql: flatten(query.references, query.text),
    expectations,
    partitionBy: options.partitionBy,
    engine: context.engine.version,
  };
}

/** The text with that of all views it reads from. */
function flatten(references: Readonly<Record<string, Reference>>, text: string): unknown {
  const views = Object.entries(references).flatMap(([name, reference]) =>
    'kind' in reference && reference.kind === 'view'
      ? [[name, flatten(reference.query.references, reference.query.text)]]
      : [],
  );
  return [text, views];
}

interface Inputs {
  readonly relations: Readonly<Record<string, Relation>>;
  /** Source file → etag: a file that was rewritten is another input. */
  readonly etags: Readonly<Record<string, string>>;
}

async function currentInputs(context: StepContext<TableNode>): Promise<Inputs> {
  const relations: Record<string, Relation> = {};
  const etags: Record<string, string> = {};
  await compileQuery(context.node.query, async (name, reference) => {
    let relation: Relation;
    if (isFiles(reference)) {
      const found = await findFiles(context, reference);
      for (const file of found) {
        refuseEmpty(reference, file);
        etags[file.key] = file.etag;
      }
      const { format, options } = reference;
      relation = { kind: 'files', format, keys: found.map((file) => file.key), options };
    } else relation = await wholeTable(context, 'source' in reference ? reference.table.name : reference.name);
    relations[name] = relation;
    return relation;
  });
  return { relations, etags };
}
