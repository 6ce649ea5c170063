import { ObjectStore } from '../../contracts/object-store.ts';
import { QueryEngine } from '../../contracts/query-engine.ts';
import { TableFormat } from '../../contracts/table-format.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import type { RunFinished, RunProposal, StepFinished } from '../../hooks/lifecycle.ts';
import { inputsOf } from '../../pipeline/graph.ts';
import type { PipelineNode } from '../../pipeline/node.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Host } from './host.ts';
import { Journal, listRunIds, nextRunId, readRun } from './journal.ts';
import { Lease } from './lease.ts';
import { runStep } from './run-step.ts';
import { schedule } from './schedule.ts';
import { refreshNames, selectNodes } from './selection.ts';
import type { StepProgress } from './step.ts';

export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly steps: readonly string[];
      readonly resumed: boolean;
    }
  | { readonly type: 'step-started'; readonly step: string; readonly kind: PipelineNode['kind'] }
  | ({ readonly type: 'step-progress' } & StepProgress)
  | ({ readonly type: 'step-finished' } & StepFinished)
  | ({ readonly type: 'run-finished' } & RunFinished);

export interface RunOptions {
  /** See {@link selectNodes}. */
  readonly select?: readonly string[];
  /** Tables to compute anew from all their sources. */
  readonly fullRefresh?: readonly string[];
  /** Who asked for the run; default `local`. */
  readonly by?: string;
  /** Steps at once; default 4. */
  readonly concurrency?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  onEvent?(event: RunEvent): void;
}

export interface RunReport extends RunFinished {
  readonly steps: readonly StepFinished[];
}

/**
 * Runs a pipeline: parallel where the graph allows, each step journalled, steps that are up to date left alone.
 * A failed step takes its dependants with it; the others go on.
 * @throws PEN_PIPELINE_BUSY, PEN_DENIED, PEN_SELECTION_UNKNOWN, PEN_RUN_LOST; step failures are in the report.
 */
export async function runPipeline(host: Host, pipeline: Pipeline, options: RunOptions = {}): Promise<RunReport> {
  const wanted: RunProposal = {
    pipeline: pipeline.name,
    ...(options.select?.length ? { select: options.select } : {}),
    ...(options.fullRefresh?.length ? { fullRefresh: options.fullRefresh } : {}),
    tags: options.tags ?? {},
  };
  const proposal = await host.hooks.transform('runProposed', wanted);
  return execute(host, pipeline, proposal, await nextRunId(host.get(ObjectStore), new Date()), [], options);
}

/**
 * Goes on with an interrupted or failed run where it stopped; without an id, the newest run of the pipeline.
 * @throws PEN_RUN_NOT_FOUND, PEN_RUN_NOTHING_TO_RESUME and what {@link runPipeline} throws.
 */
export async function resumePipeline(
  host: Host,
  pipeline: Pipeline,
  runId: string | undefined,
  options: Omit<RunOptions, 'select' | 'fullRefresh' | 'tags'> = {},
): Promise<RunReport> {
  const store = host.get(ObjectStore);
  const record = runId === undefined ? await newestRun(host, pipeline) : await readRun(store, runId);
  if (record === undefined)
    throw new PenstockError(
      runId === undefined ? 'PEN_RUN_NOTHING_TO_RESUME' : 'PEN_RUN_NOT_FOUND',
      runId === undefined ? `Pipeline "${pipeline.name}" has no run yet` : `There is no run ${runId}`,
    );
  if (record.pipeline !== pipeline.name)
    throw new PenstockError(
      'PEN_RUN_NOT_FOUND',
      `Run ${record.runId} is of pipeline "${record.pipeline}", not "${pipeline.name}"`,
    );
  if (record.status === 'succeeded')
    throw new PenstockError(
      'PEN_RUN_NOTHING_TO_RESUME',
      `Run ${record.runId} of "${pipeline.name}" has succeeded; there is nothing to resume`,
    );
  const done = record.steps.filter((step) => step.status === 'succeeded' || step.status === 'up-to-date');
  return execute(host, pipeline, record.proposal, record.runId, done, options);
}

async function newestRun(host: Host, pipeline: Pipeline) {
  const store = host.get(ObjectStore);
  for (const id of await listRunIds(store)) {
    const record = await readRun(store, id);
    if (record?.pipeline === pipeline.name) return record;
  }
  return undefined;
}

async function execute(
  host: Host,
  pipeline: Pipeline,
  proposal: RunProposal,
  runId: string,
  done: readonly StepFinished[],
  options: RunOptions,
): Promise<RunReport> {
  const begun = performance.now();
  const by = options.by ?? 'local';
  const store = host.get(ObjectStore);
  const nodes = selectNodes(pipeline, proposal.select);
  const refresh = refreshNames(pipeline, proposal.fullRefresh);
  const ref = { runId, pipeline: pipeline.name };
  await using lease = await Lease.acquire(store, pipeline.name, runId);
  const denial = await host.hooks.ask('runRequested', { ...ref, proposal, by });
  if (denial)
    throw new PenstockError('PEN_DENIED', `Run of "${pipeline.name}" denied by ${denial.plugin}: ${denial.deny}`, {
      plugin: denial.plugin,
      hook: 'runRequested',
    });

  const journal = await Journal.open(store, runId);
  const started = {
    ...ref,
    at: new Date().toISOString(),
    steps: nodes.map((node) => node.name),
    resumed: done.length > 0,
    by,
  };
  await journal.append({ event: 'runStarted', ...started, proposal });
  await host.hooks.notify('runStarted', started);
  options.onEvent?.({ type: 'run-started', runId, steps: started.steps, resumed: started.resumed });

  const signal = AbortSignal.any([lease.lost, ...(options.signal ? [options.signal] : [])]);
  const results = new Map<string, StepFinished>(done.map((step) => [step.step, step]));
  const finish = async (step: StepFinished) => {
    results.set(step.step, step);
    await journal.append({ event: 'stepFinished', ...step });
    await host.hooks.notify('stepFinished', step);
    options.onEvent?.({ type: 'step-finished', ...step });
  };
  const shared = { host, store, tables: host.get(TableFormat), engine: host.get(QueryEngine), ...ref, by, signal };
  await schedule(tasksOf(nodes.filter((node) => !results.has(node.name))), {
    concurrency: options.concurrency ?? 4,
    signal,
    run: async ({ node }) => {
      await host.hooks.notify('stepStarted', {
        ...ref,
        step: node.name,
        kind: node.kind,
        at: new Date().toISOString(),
      });
      options.onEvent?.({ type: 'step-started', step: node.name, kind: node.kind });
      const progress = (news: Omit<StepProgress, 'step'>) =>
        options.onEvent?.({ type: 'step-progress', step: node.name, ...news });
      const step = await runStep({ ...shared, node, fullRefresh: refresh.has(node.name), progress });
      await finish(step);
      return step.status === 'failed' || step.status === 'cancelled' ? 'failed' : 'ok';
    },
    skip: ({ node }, because) =>
      finish({
        ...ref,
        step: node.name,
        kind: node.kind,
        at: new Date().toISOString(),
        durationMs: 0,
        status: because === 'cancelled' ? 'cancelled' : 'skipped',
        result: { because },
      }),
  });

  if (lease.lost.aborted) throw lease.lost.reason;
  const steps = nodes.flatMap((node) => results.get(node.name) ?? []);
  const finished: RunFinished = {
    ...ref,
    at: new Date().toISOString(),
    status: statusOf(steps, signal),
    durationMs: Math.round(performance.now() - begun),
  };
  await journal.append({ event: 'runFinished', ...finished });
  await host.hooks.notify('runFinished', finished);
  options.onEvent?.({ type: 'run-finished', ...finished });
  return { ...finished, steps };
}

function tasksOf(
  nodes: readonly PipelineNode[],
): readonly { name: string; after: readonly string[]; node: PipelineNode }[] {
  return nodes.map((node) => ({ name: node.name, after: inputsOf(node).map((input) => input.name), node }));
}

function statusOf(steps: readonly StepFinished[], signal: AbortSignal): RunFinished['status'] {
  if (signal.aborted || steps.some((step) => step.status === 'cancelled')) return 'cancelled';
  return steps.some((step) => step.status === 'failed') ? 'failed' : 'succeeded';
}
