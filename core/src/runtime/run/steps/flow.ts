import type { Flow, FlowResult, Query } from '../../../contracts/query-engine.ts';
import type { TableSnapshot } from '../../../contracts/table-format.ts';
import { PenstockError } from '../../../errors/penstock-error.ts';
import type { StreamingTableNode, TableNode } from '../../../pipeline/node.ts';
import { quarantineTable } from '../../../pipeline/pipeline.ts';
import type { Intent, IntentLog } from '../intent-log.ts';
import type { StepContext, StepOutcome } from '../step.ts';

/** What one commit of a flow does: mode, number and inputs are fixed by its intent. */
export interface FlowPlan {
  readonly mode: 'append' | 'overwrite';
  readonly intent: Intent;
  readonly query: Query;
  readonly inputs: Readonly<Record<string, number>>;
}

/** Transaction mark of a node's commits. */
export function applicationOf(context: StepContext): string {
  return `penstock:${context.pipeline}/${context.node.name}`;
}

/** Number of the last intent that has been carried out; 0 for none. */
export function committedSequence(context: StepContext, target: TableSnapshot | undefined): number {
  return target?.transactions.get(applicationOf(context)) ?? 0;
}

/** How a commit says which intent it carries out: the number, and of a repeated attempt its own mark. */
export function commitMarks(
  context: StepContext,
  { sequence, attempt = 1 }: Intent,
): Pick<Flow, 'transaction' | 'userMetadata'> {
  const application = applicationOf(context);
  return {
    transaction: { application, version: sequence },
    ...(attempt > 1 ? { userMetadata: `${application} ${sequence}-${attempt}` } : {}),
  };
}

/** @throws PEN_RUN_LOST when another process, thought dead, has carried out an earlier attempt in the meantime. */
export function checkCarriedOut(
  table: string,
  { sequence, attempt = 1 }: Intent,
  result: Pick<FlowResult, 'committed'>,
): void {
  if (result.committed || attempt === 1) return;
  throw new PenstockError('PEN_RUN_LOST', `Another process has carried out batch ${sequence} of "${table}"`, {
    at: table,
  });
}

/**
 * The intents of a node. Where the last one carried out has several attempts, the history of the table tells which of
 * them it was; those after it are taken back.
 */
export async function intentsOf<T extends Intent>(
  context: StepContext,
  log: IntentLog<T>,
  done: number,
): Promise<readonly T[]> {
  const intents = await log.all();
  const last = intents.find((intent) => intent.sequence === done);
  if (last === undefined || (last.attempt ?? 1) === 1) return intents;
  const history = await context.tables.history(context.node.name, { signal: context.signal });
  const marks = new Set(history.map((commit) => commit.userMetadata));
  const attempts = await log.attempts(done);
  const at = attempts.findLastIndex((attempt) => marks.has(commitMarks(context, attempt).userMetadata ?? ''));
  const lost = attempts.slice(Math.max(0, at) + 1);
  for (const attempt of lost) await log.remove(attempt);
  return lost.length > 0 ? log.all() : intents;
}

export async function snapshotIfAny(context: StepContext, table: string): Promise<TableSnapshot | undefined> {
  const version = await context.tables.latestVersion(table, { signal: context.signal });
  return version === undefined ? undefined : context.tables.snapshot(table, { version }, { signal: context.signal });
}

/** Runs a flow and tells everybody: rows, expectations, the new version. */
export async function commitFlow(
  context: StepContext<TableNode | StreamingTableNode>,
  plan: FlowPlan,
): Promise<StepOutcome> {
  const { node } = context;
  const quarantine = quarantineTable(node);
  const result = await context.engine.runFlow({
    target: node.name,
    mode: plan.mode,
    query: plan.query,
    expectations: Object.entries(node.options.expect ?? {}).map(([name, rule]) => ({
      name,
      predicate: rule.predicate.text,
      action: rule.action,
      at: rule.predicate.at,
    })),
    ...(quarantine === undefined ? {} : { quarantine }),
    runId: context.runId,
    ...(node.options.partitionBy ? { partitionBy: node.options.partitionBy } : {}),
    ...(node.options.description ? { description: node.options.description } : {}),
    ...(node.options.properties ? { properties: node.options.properties } : {}),
    ...commitMarks(context, plan.intent),
    signal: context.signal,
  });
  checkCarriedOut(node.name, plan.intent, result);
  checkLaw(node.name, result);
  await announce(context, plan, result);
  return {
    status: 'succeeded',
    result: {
      table: node.name,
      version: result.version,
      rows: result.rows,
      expectations: result.expectations,
      inputs: plan.inputs,
      files: result.files,
      bytes: result.bytes,
    },
  };
}

/** Checked here too, whatever the engine: it is the promise of every update. */
export function checkLaw(table: string, { rows }: Pick<FlowResult, 'rows'>): void {
  if (rows.in === rows.kept + rows.dropped + rows.quarantined) return;
  throw new PenstockError(
    'PEN_LAW_BROKEN',
    `Table "${table}": ${rows.in} rows in, but ${rows.kept} kept + ${rows.dropped} dropped + ${rows.quarantined} quarantined`,
    { at: table },
  );
}

async function announce(context: StepContext, plan: FlowPlan, result: FlowResult): Promise<void> {
  const step = { runId: context.runId, pipeline: context.pipeline, step: context.node.name, kind: context.node.kind };
  for (const { name, action, passed, failed } of result.expectations) {
    if (failed > 0)
      await context.host.hooks.notify('expectationFailed', {
        ...step,
        table: context.node.name,
        expectation: name,
        action,
        passed,
        failed,
      });
  }
  const operation = plan.mode === 'append' ? 'STREAMING UPDATE' : 'WRITE';
  await context.host.hooks.notify('tableCommitted', {
    ...step,
    table: context.node.name,
    version: result.version,
    operation,
    rows: result.rows,
    inputs: plan.inputs,
  });
}
