import { ObjectStore } from '../../contracts/object-store.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Host } from './host.ts';
import { IntentLog } from './intent-log.ts';
import { type RunOptions, type RunReport, runPipeline } from './run-pipeline.ts';
import type { ModelIntent } from './steps/model/intent.ts';
import { newestTrigger, type RetrainTrigger } from './steps/model/triggers.ts';

/** Models whose newest retraining request has not been answered by a training. */
export async function pendingRetrainings(
  host: Host,
  pipeline: Pipeline,
): Promise<readonly { readonly model: string; readonly trigger: RetrainTrigger }[]> {
  const store = host.get(ObjectStore);
  const pending: { model: string; trigger: RetrainTrigger }[] = [];
  for (const node of pipeline.nodes) {
    if (node.kind !== 'model') continue;
    const trigger = await newestTrigger(store, pipeline.name, node.name);
    const last = (await new IntentLog<ModelIntent>(store, pipeline.name, node.name).all()).at(-1);
    if (trigger !== undefined && last?.trigger !== trigger.id) pending.push({ model: node.name, trigger });
  }
  return pending;
}

/** Runs the trainings that monitors have asked for; `undefined` when there is none. */
export async function runRetrainings(
  host: Host,
  pipeline: Pipeline,
  options: Omit<RunOptions, 'select' | 'fullRefresh'> = {},
): Promise<RunReport | undefined> {
  const pending = await pendingRetrainings(host, pipeline);
  if (pending.length === 0) return undefined;
  const reason = pending.map(({ model, trigger }) => `${model}: ${trigger.reason}`).join('; ');
  return runPipeline(host, pipeline, {
    ...options,
    by: options.by ?? pending[0]?.trigger.by ?? 'local',
    select: pending.map(({ model }) => model),
    tags: { ...options.tags, reason },
  });
}
