import { type Logger, PenstockError, throwIfAborted } from '@penstock/core';
import type {
  CallOptions,
  EndpointStatus,
  EventBus,
  ObjectStore,
  ServedModel,
  ServingTarget,
} from '@penstock/core/contracts';
import { type EndpointRecord, isDeployed, modelKey, withCurrent } from './endpoint-record.ts';
import { EndpointStore } from './endpoint-store.ts';
import { LiveEndpoints } from './live-endpoints.ts';
import { ModelPool, type PoolNeeds } from './model-pool.ts';
import type { Options } from './options.ts';
import type { RunningServer } from './running-server.ts';
import { ServingMetrics } from './serving-metrics.ts';

export interface ServingNeeds extends PoolNeeds {
  readonly store: ObjectStore;
  readonly events: EventBus | undefined;
}

/** Desired state in the object store; answers requests from this process once started. */
export class LocalServing implements ServingTarget {
  readonly #options: Options;
  readonly #log: Logger;
  readonly #events: EventBus | undefined;
  readonly #pool: ModelPool;
  readonly #store: EndpointStore;
  readonly #live: LiveEndpoints;
  readonly #metrics = new ServingMetrics();
  #server: RunningServer | undefined;

  constructor(needs: ServingNeeds, options: Options, log: Logger) {
    this.#options = options;
    this.#log = log;
    this.#events = needs.events;
    this.#pool = new ModelPool(needs, options.maxBatchRows);
    this.#store = new EndpointStore(needs.store, options.prefix);
    this.#live = new LiveEndpoints(this.#pool, log);
  }

  async deploy(endpoint: string, model: ServedModel, { signal }: CallOptions = {}): Promise<EndpointStatus> {
    const what = `deployment to "${endpoint}"`;
    throwIfAborted(signal, what);
    const loaded = await this.#pool.take(model);
    try {
      throwIfAborted(signal, what);
      const { model: name, version, runId, source } = model;
      let changed = false;
      const record = await this.#store.change(endpoint, (before) => {
        const change = withCurrent(before, { model: name, version, runId, source });
        changed = change !== undefined;
        return change;
      });
      if (!record || !isDeployed(record)) throw new TypeError('A deployment left no record');
      if (this.#server) await this.#live.apply(record);
      if (changed) await this.#publish('penstock.endpoint.deployed', record);
      return this.#status(record);
    } finally {
      await loaded.release();
    }
  }

  async endpoints(): Promise<readonly EndpointStatus[]> {
    return (await this.#store.all()).filter(isDeployed).map((record) => this.#status(record));
  }

  async undeploy(endpoint: string): Promise<void> {
    let changed = false;
    const record = await this.#store.change(endpoint, (before) => {
      changed = before?.current !== undefined;
      return changed ? { others: [] } : undefined;
    });
    if (!record) return;
    if (this.#server) await this.#live.apply(record);
    if (changed) await this.#publish('penstock.endpoint.undeployed', record);
  }

  async start(address: { readonly host?: string; readonly port?: number } = {}) {
    if (this.#server) throw new PenstockError('PEN_ADDRESS_IN_USE', `Already serving at ${this.#server.url}`);
    const { RunningServer } = await import('./running-server.ts');
    const server = await RunningServer.start({
      live: this.#live,
      metrics: this.#metrics,
      store: this.#store,
      options: this.#options,
      log: this.#log,
      host: address.host ?? this.#options.host,
      port: address.port ?? this.#options.port,
    });
    this.#server = server;
    const close = async () => {
      if (this.#server === server) this.#server = undefined;
      await server.close();
    };
    return { url: server.url, close };
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
  }

  #status(record: EndpointRecord & Pick<EndpointStatus, 'current'>): EndpointStatus {
    const { endpoint, current, others } = record;
    if (!this.#server) return { endpoint, current, others, state: 'stopped' };
    const live = this.#live.get(endpoint);
    const isLive = live?.current !== undefined && modelKey(live.current.served) === modelKey(current);
    return {
      endpoint,
      current,
      others,
      state: isLive ? 'ready' : live?.failure === undefined ? 'stopped' : 'failed',
      url: `${this.#server.url}/endpoints/${encodeURIComponent(endpoint)}/invocations`,
      requests: this.#metrics.requests(endpoint),
    };
  }

  async #publish(type: string, { endpoint, current, others }: EndpointRecord): Promise<void> {
    const data = { endpoint, others, ...(current ? { current } : {}) };
    await this.#events?.publish('deployments', { type, source: 'penstock/serving-local', subject: endpoint, data });
  }
}
