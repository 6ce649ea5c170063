import { type Logger, PenstockError } from '@penstock/core';
import type { ServedModel } from '@penstock/core/contracts';
import { type EndpointRecord, modelKey } from './endpoint-record.ts';
import type { ModelPool } from './model-pool.ts';
import type { SharedModel } from './shared-model.ts';

interface Live {
  readonly sequence: number;
  readonly current?: SharedModel;
  readonly others: readonly SharedModel[];
  /** Why the version that should be current is not. */
  readonly failure?: string;
}

export interface Target {
  readonly endpoint: string;
  readonly shared: SharedModel;
}

/** What this process answers requests with. Follows the desired state; a version that cannot be loaded leaves the one before in place. */
export class LiveEndpoints {
  readonly #pool: ModelPool;
  readonly #log: Logger;
  readonly #live = new Map<string, Live>();
  #last: Promise<void> = Promise.resolve();

  constructor(pool: ModelPool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Changes are made one after another; a record older than what holds is passed over. */
  apply(record: EndpointRecord): Promise<void> {
    this.#last = this.#last.then(() => this.#apply(record));
    return this.#last;
  }

  get names(): readonly string[] {
    return [...this.#live.keys()];
  }

  get(endpoint: string): Live | undefined {
    return this.#live.get(endpoint);
  }

  /** The version that answers for an endpoint. PEN_NOT_FOUND, PEN_ENDPOINT_UNAVAILABLE. */
  endpoint(endpoint: string): Target {
    const live = this.#live.get(endpoint);
    if (!live) throw new PenstockError('PEN_NOT_FOUND', `There is no endpoint "${endpoint}"`, { hint: this.#hint() });
    if (live.current) return { endpoint, shared: live.current };
    throw new PenstockError('PEN_ENDPOINT_UNAVAILABLE', `The model of endpoint "${endpoint}" cannot be loaded`);
  }

  /** A version that some endpoint keeps. PEN_NOT_FOUND. */
  version(model: string, version: string): Target {
    for (const [endpoint, live] of this.#live) {
      const shared = [live.current, ...live.others].find(
        (item) => item?.served.model === model && item.served.version === version,
      );
      if (shared) return { endpoint, shared };
    }
    throw new PenstockError('PEN_NOT_FOUND', `No endpoint serves version ${version} of model "${model}"`, {
      hint: 'GET /metadata lists what is served.',
    });
  }

  async clear(): Promise<void> {
    await this.#last;
    const all = [...this.#live.values()];
    this.#live.clear();
    for (const live of all) await release(live);
  }

  async #apply(record: EndpointRecord): Promise<void> {
    const before = this.#live.get(record.endpoint);
    if (before && (before.sequence > record.sequence || (before.sequence === record.sequence && !before.failure)))
      return;
    if (!record.current) {
      this.#live.delete(record.endpoint);
      if (before) await release(before);
      return;
    }
    const current = await this.#take(record.current, record.endpoint, before?.failure);
    if (typeof current === 'string') {
      this.#live.set(record.endpoint, { others: [], ...before, sequence: record.sequence, failure: current });
      return;
    }
    const others: SharedModel[] = [];
    for (const served of record.others) {
      const other = await this.#take(served, record.endpoint);
      if (typeof other !== 'string') others.push(other);
    }
    this.#live.set(record.endpoint, { sequence: record.sequence, current, others });
    if (before) await release(before);
    this.#log.info('endpoint changed', { endpoint: record.endpoint, model: modelKey(record.current) });
  }

  /** The loaded version, or why it cannot be loaded. */
  async #take(served: ServedModel, endpoint: string, known?: string): Promise<SharedModel | string> {
    try {
      return await this.#pool.take(served);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const { model, version } = served;
      if (reason !== known) this.#log.error('a deployed model cannot be loaded', { endpoint, model, version, reason });
      return reason;
    }
  }

  #hint(): string {
    const names = this.names.join(', ');
    return names === ''
      ? 'Nothing is deployed. Run the pipeline that trains and deploys a model.'
      : `There are: ${names}.`;
  }
}

async function release({ current, others }: Live): Promise<void> {
  for (const shared of [current, ...others]) await shared?.release();
}
