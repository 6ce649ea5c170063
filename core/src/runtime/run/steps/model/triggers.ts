import type { ObjectStore } from '../../../../contracts/object-store.ts';
import { readJson, sequenceKey, writeJson } from '../../json-objects.ts';

/** A request to train again. */
export interface RetrainTrigger {
  readonly id: string;
  readonly sequence: number;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

function prefixOf(pipeline: string, model: string): string {
  return `_penstock/triggers/${pipeline}/${model}`;
}

/** All requests, oldest first. */
async function allTriggers(store: ObjectStore, pipeline: string, model: string): Promise<readonly RetrainTrigger[]> {
  const triggers: RetrainTrigger[] = [];
  for await (const { key } of store.list(`${prefixOf(pipeline, model)}/`)) {
    const trigger = await readJson<RetrainTrigger>(store, key);
    if (trigger !== undefined) triggers.push(trigger);
  }
  return triggers;
}

/** The newest request, answered or not. */
export async function newestTrigger(
  store: ObjectStore,
  pipeline: string,
  model: string,
): Promise<RetrainTrigger | undefined> {
  return (await allTriggers(store, pipeline, model)).at(-1);
}

/** Writes a request down, once: the same id again changes nothing. */
export async function addTrigger(
  store: ObjectStore,
  pipeline: string,
  model: string,
  request: Omit<RetrainTrigger, 'sequence' | 'at'>,
): Promise<void> {
  for (;;) {
    const known = await allTriggers(store, pipeline, model);
    if (known.some((trigger) => trigger.id === request.id)) return;
    const trigger = { ...request, sequence: (known.at(-1)?.sequence ?? 0) + 1, at: new Date().toISOString() };
    const key = sequenceKey(prefixOf(pipeline, model), trigger.sequence);
    if (await writeJson(store, key, trigger, { ifAbsent: true })) return;
  }
}
