import { PenstockError } from '../../errors/penstock-error.ts';
import { systemError } from '../../errors/system-error.ts';
import type { StepFinished } from '../../hooks/lifecycle.ts';
import type { PipelineNode } from '../../pipeline/node.ts';
import type { StepContext, StepOutcome } from './step.ts';

/** Runs one step; never throws: what went wrong is part of the answer. */
export async function runStep(context: StepContext): Promise<StepFinished> {
  const begun = performance.now();
  const ref = { runId: context.runId, pipeline: context.pipeline, step: context.node.name, kind: context.node.kind };
  const ended = () => ({ at: new Date().toISOString(), durationMs: Math.round(performance.now() - begun) });
  try {
    context.signal.throwIfAborted();
    const outcome = await dispatch(context);
    return { ...ref, ...ended(), status: outcome.status, result: outcome.result };
  } catch (error) {
    const coded = PenstockError.is(error)
      ? error
      : (systemError(error, `Step "${ref.step}" failed`) ??
        new PenstockError('PEN_INTERNAL', error instanceof Error ? error.message : String(error), { cause: error }));
    if (!PenstockError.is(error) && !context.signal.aborted)
      context.host.log.error(`Step ${context.node.name} failed`, {
        stack: error instanceof Error ? error.stack : undefined,
      });
    const hint =
      coded.details.hint ??
      (coded.code === 'PEN_SOURCE_CHANGED' ? `Run \`penstock run --full-refresh ${ref.step}\`.` : undefined);
    const cancelled = context.signal.aborted || coded.code === 'PEN_ABORTED';
    return {
      ...ref,
      ...ended(),
      status: cancelled ? 'cancelled' : 'failed',
      error: {
        code: cancelled ? 'PEN_ABORTED' : coded.code,
        message: coded.message,
        at: coded.details.at ?? context.node.at,
        ...(hint ? { hint } : {}),
      },
    };
  }
}

// Each kind of step is loaded when one first runs: commands that run nothing start without them.
async function dispatch(context: StepContext): Promise<StepOutcome> {
  const { node } = context;
  const as = <N extends PipelineNode>(typed: N): StepContext<N> => ({
    ...context,
    node: typed,
    progress: (news) => context.progress(news),
  });
  switch (node.kind) {
    case 'table':
      return (await import('./steps/materialized.ts')).runMaterialized(as(node));
    case 'streaming-table':
      return (await import('./steps/streaming.ts')).runStreaming(as(node));
    case 'view':
      return (await import('./steps/view.ts')).runView(as(node));
    case 'model':
      return (await import('./steps/model/model-step.ts')).runModel(as(node));
    case 'predictions':
      return (await import('./steps/predictions.ts')).runPredictions(as(node));
    case 'monitor':
      return (await import('./steps/monitor/monitor-step.ts')).runMonitor(as(node));
  }
}
