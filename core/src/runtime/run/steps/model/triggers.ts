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

/** The newest request, answered or not. */
export async function newestTrigger(
  store: ObjectStore,
  pipeline: string,
  model: string,
): Promise<RetrainTrigger | undefined> {
  let newest: string | undefined;
  for await (const { key } of store.list(`${prefixOf(pipeline, model)}/`)) newest = key;
  return newest === undefined ? undefined : readJson<RetrainTrigger>(store, newest);
}

/** Writes a request down; one with the same id is not written twice. */
export async function addTrigger(
  store: ObjectStore,
  pipeline: string,
  model: string,
  request: Omit<RetrainTrigger, 'sequence' | 'at'>,
): Promise<RetrainTrigger> {
  for (;;) {
    const newest = await newestTrigger(store, pipeline, model);
    if (newest?.id === request.id) return newest;
    const trigger = { ...request, sequence: (newest?.sequence ?? 0) + 1, at: new Date().toISOString() };
    if (await writeJson(store, sequenceKey(prefixOf(pipeline, model), trigger.sequence), trigger, { ifAbsent: true }))
      return trigger;
  }
}
