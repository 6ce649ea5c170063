import type { ObjectStore } from '../../contracts/object-store.ts';
import { PenstockError } from '../../errors/penstock-error.ts';
import { readJson, sequenceKey, writeJson } from './json-objects.ts';

export interface Intent {
  readonly sequence: number;
  /** From 2 on: planned anew under the same number, since what was meant before cannot be done any more. */
  readonly attempt?: number;
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

  /** In order, each number once: of several attempts the newest. */
  async all(): Promise<readonly T[]> {
    const newest = new Map<number, T>();
    for (const intent of await this.#read('/')) {
      const known = newest.get(intent.sequence);
      if (known === undefined || attemptOf(known) < attemptOf(intent)) newest.set(intent.sequence, intent);
    }
    return [...newest.values()].sort((a, b) => a.sequence - b.sequence);
  }

  /** All attempts at a number, the first one first. */
  async attempts(sequence: number): Promise<readonly T[]> {
    const prefix = sequenceKey('', sequence).replace('.json', '');
    return [...(await this.#read(prefix))].sort((a, b) => attemptOf(a) - attemptOf(b));
  }

  /** @throws PEN_RUN_LOST when another process has written the same number. */
  async add(intent: T): Promise<T> {
    const won = await writeJson(this.#store, this.#key(intent), intent, { ifAbsent: true });
    if (!won)
      throw new PenstockError(
        'PEN_RUN_LOST',
        `Another process has begun batch ${intent.sequence} of ${this.#prefix.split('/').at(-1)}`,
        { at: this.#prefix },
      );
    return intent;
  }

  /** Takes back an attempt that has not been carried out and never will be. */
  async remove(intent: T): Promise<void> {
    await this.#store.delete(this.#key(intent));
  }

  /** The error for a number that should be there: without it nobody knows what has been processed. */
  missing(sequence: number): PenstockError {
    const key = sequenceKey(this.#prefix, sequence);
    const node = this.#prefix.split('/').at(-1);
    return new PenstockError('PEN_STORAGE_FAILED', `What "${node}" has processed is not known: ${key} is missing`, {
      at: key,
      hint: `Restore the object, or run \`penstock run --full-refresh ${node}\`.`,
    });
  }

  #key(intent: T): string {
    const key = sequenceKey(this.#prefix, intent.sequence);
    return attemptOf(intent) === 1 ? key : key.replace('.json', `-${attemptOf(intent)}.json`);
  }

  async #read(within: string): Promise<readonly T[]> {
    const intents: T[] = [];
    for await (const { key } of this.#store.list(`${this.#prefix}${within}`)) {
      const intent = await readJson<T>(this.#store, key);
      if (intent !== undefined) intents.push(intent);
    }
    return intents;
  }
}

function attemptOf({ attempt = 1 }: Intent): number {
  return attempt;
}
