import type { Relation } from '../../../contracts/query-engine.ts';
import { PenstockError } from '../../../errors/penstock-error.ts';
import type { StreamingTableNode } from '../../../pipeline/node.ts';
import { quarantineTable } from '../../../pipeline/pipeline.ts';
import { compileQuery } from '../compile-query.ts';
import { IntentLog } from '../intent-log.ts';
import type { StepContext, StepOutcome } from '../step.ts';
import { commitFlow, committedSequence, intentsOf, snapshotIfAny } from './flow.ts';
import { inputVersions } from './materialized.ts';
import { nextBatch, type StreamIntent, whyOutdated } from './next-batch.ts';

type Context = StepContext<StreamingTableNode>;

/** Appends what is new in the streaming source, exactly once: first finishes a begun batch, then looks for news. */
export async function runStreaming(context: Context): Promise<StepOutcome> {
  const log = new IntentLog<StreamIntent>(context.store, context.pipeline, context.node.name);
  let intents: readonly StreamIntent[] | undefined;
  let outcome: StepOutcome | undefined;
  for (;;) {
    const target = await snapshotIfAny(context, context.node.name);
    const done = committedSequence(context, target);
    intents ??= await intentsOf(context, log, done);
    const refresh = context.fullRefresh && !intents.some((item) => item.reset && item.runId === context.runId);
    const since = refresh ? [] : sinceReset(log, intents, done);
    const begun = since.find((item) => item.sequence > done);
    const stays = begun !== undefined && !(await mustBePlannedAnew(context, begun, since));
    const number = begun?.sequence ?? Math.max(done, intents.at(-1)?.sequence ?? 0) + 1;
    const planned = stays
      ? begun
      : await plan(context, { begun, since, number, refresh, isThere: target !== undefined });
    if (planned === undefined)
      return outcome ?? { status: 'up-to-date', result: { table: context.node.name, version: target?.version } };
    if (!stays) intents = [...intents.filter((item) => item !== begun), await log.add(planned)];
    outcome = await commitBatch(context, planned);
  }
}

interface Planning {
  readonly begun: StreamIntent | undefined;
  readonly since: readonly StreamIntent[];
  readonly number: number;
  readonly refresh: boolean;
  readonly isThere: boolean;
}

/** The next batch, or a begun one anew; `undefined` when there is nothing to do. */
async function plan(context: Context, planning: Planning): Promise<StreamIntent | undefined> {
  const { begun, since, number, refresh, isThere } = planning;
  const past = since.filter((item) => item !== begun);
  const { isNew, ...batch } = await nextBatch(context, past);
  const reset = refresh || begun?.reset === true;
  if (!isNew && isThere && !reset) return undefined;
  return {
    sequence: number,
    ...(begun ? { attempt: (begun.attempt ?? 1) + 1 } : {}),
    runId: context.runId,
    at: new Date().toISOString(),
    reset,
    ...batch,
  };
}

/**
 * The batches that the table consists of, and the one begun.
 * @throws PEN_STORAGE_FAILED when one is missing: its files would be taken in again.
 */
function sinceReset(
  log: IntentLog<StreamIntent>,
  intents: readonly StreamIntent[],
  done: number,
): readonly StreamIntent[] {
  const start = Math.max(
    0,
    intents.findLastIndex((intent) => intent.reset),
  );
  const since = intents.slice(start);
  let expected = since[0]?.reset ? since[0].sequence : 1;
  for (const { sequence } of since) {
    if (sequence !== expected) throw log.missing(expected);
    expected += 1;
  }
  if (expected <= done) throw log.missing(expected);
  return since;
}

/**
 * Whether what a begun batch was to read is not there any more as it was, say since somebody has repaired or removed a
 * file that could not be read.
 * @throws PEN_SOURCE_CHANGED when rows of it are in the quarantine table already, so that it cannot become another batch.
 */
async function mustBePlannedAnew(
  context: Context,
  begun: StreamIntent,
  since: readonly StreamIntent[],
): Promise<boolean> {
  // Batches after it hold what was new then: it can only be repeated as it was.
  if (begun !== since.at(-1)) return false;
  const why = await whyOutdated(context, begun);
  if (why === undefined) return false;
  const quarantine = quarantineTable(context.node);
  const aside = quarantine === undefined ? undefined : await snapshotIfAny(context, quarantine);
  if (committedSequence(context, aside) < begun.sequence) return true;
  throw new PenstockError(
    'PEN_SOURCE_CHANGED',
    `"${context.node.name}" was interrupted when it had put rows aside in "${quarantine}", and since then ${why}`,
    {
      at: context.node.name,
      hint: `Bring it back as it was, or run \`penstock run --full-refresh ${context.node.name}\`.`,
    },
  );
}

async function commitBatch(context: Context, intent: StreamIntent): Promise<StepOutcome> {
  const query = await compileQuery(context.node.query, async (name) => intent.relations[name] as Relation);
  const keys = Object.keys(intent.files);
  context.progress({ message: keys.length > 0 ? `${keys.length} file${keys.length > 1 ? 's' : ''}` : 'new rows' });
  try {
    const outcome = await commitFlow(context, {
      mode: intent.reset ? 'overwrite' : 'append',
      intent,
      query,
      inputs: inputVersions(intent.relations),
    });
    return { ...outcome, result: { ...outcome.result, ...(keys.length > 0 ? { sourceFiles: keys } : {}) } };
  } catch (error) {
    throw namingFiles(error, keys);
  }
}

const shown = 3;

/** An error in the rows or columns of files says little without the files. */
function namingFiles(error: unknown, keys: readonly string[]): unknown {
  const about = /^PEN_(SQL_INVALID|SCHEMA_MISMATCH|SCHEMA_INVALID|TYPE_UNSUPPORTED|ENGINE_FAILED|EXPECTATION_FAILED)$/;
  if (!PenstockError.is(error) || !about.test(error.code) || keys.length === 0) return error;
  const names = keys.length > shown ? [...keys.slice(0, shown), `${keys.length - shown} more`] : keys;
  const message = `${error.message} (new in this update: ${names.join(', ')})`;
  return new PenstockError(error.code, message, { ...error.details, cause: error });
}
