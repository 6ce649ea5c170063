import type { ObjectStore } from '../../contracts/object-store.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import { readJson, sequenceKey, writeJson } from './json-objects.ts';

export interface Intent {
  readonly sequence: number;
  readonly runId: string;
  readonly at: string;
}

/**
 * What a flow is about to do, written down before it is done. The table commit that carries it out holds the intent's
 * number as its transaction mark, so after a crash the mark tells which intents are done, and an undone one is done
 * again exactly as it was meant: the same files, the same input versions.
 */
export class IntentLog<T extends Intent> {
  readonly #store: ObjectStore;
  readonly #prefix: string;

  constructor(store: ObjectStore, pipeline: string, node: string) {
    this.#store = store;
    this.#prefix = `_penstock/intents/${pipeline}/${node}`;
  }

  /** In order. */
  async all(): Promise<readonly T[]> {
    const intents: T[] = [];
    for await (const { key } of this.#store.list(`${this.#prefix}/`)) {
      const intent = await readJson<T>(this.#store, key);
      if (intent !== undefined) intents.push(intent);
    }
    return intents;
  }

  /** @throws PEN_RUN_LOST when another process has written the same number. */
  async add(intent: T): Promise<T> {
    const won = await writeJson(this.#store, sequenceKey(this.#prefix, intent.sequence), intent, { ifAbsent: true });
    if (!won)
      throw new PenstockError(
        'PEN_RUN_LOST',
        `Another process has begun batch ${intent.sequence} of ${this.#prefix.split('/').at(-1)}`,
        { at: this.#prefix },
      );
    return intent;
  }
}
