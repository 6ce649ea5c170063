import type { AddressInfo } from 'node:net';
import { type Logger, PenstockError } from '@penstock/core';
import type { FastifyInstance } from 'fastify';
import type { EndpointStore } from './endpoint-store.ts';
import { httpServer } from './http/http-server.ts';
import type { LiveEndpoints } from './live-endpoints.ts';
import type { Options } from './options.ts';
import type { ServingMetrics } from './serving-metrics.ts';

export interface ServerParts {
  readonly live: LiveEndpoints;
  readonly metrics: ServingMetrics;
  readonly store: EndpointStore;
  readonly options: Options;
  readonly log: Logger;
}

/** An HTTP server over the live endpoints, which it keeps up with the desired state of the store. */
export class RunningServer {
  readonly url: string;
  readonly #parts: ServerParts;
  readonly #app: FastifyInstance;
  readonly #state: { closing: boolean };
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  /** Loads everything deployed, then listens. PEN_ADDRESS_IN_USE. */
  static async start(parts: ServerParts & { readonly host: string; readonly port: number }): Promise<RunningServer> {
    const state = { closing: false };
    const app = await httpServer({ ...parts, state });
    try {
      for (const record of await parts.store.all()) await parts.live.apply(record);
      await listen(app, parts.host, parts.port);
    } catch (error) {
      await app.close();
      await parts.live.clear();
      throw error;
    }
    return new RunningServer(parts, app, state, parts.host);
  }

  private constructor(parts: ServerParts, app: FastifyInstance, state: { closing: boolean }, host: string) {
    this.#parts = parts;
    this.#app = app;
    this.#state = state;
    const { port } = app.server.address() as AddressInfo;
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.#schedule();
  }

  /** Refuses new requests, waits for those under way, then lets the models go. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#state.closing = true;
    clearTimeout(this.#timer);
    const { drainSeconds } = this.#parts.options;
    const force = setTimeout(() => this.#app.server.closeAllConnections(), drainSeconds * 1000);
    await this.#app.close();
    clearTimeout(force);
    await this.#refreshing;
    await this.#parts.live.clear();
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#refreshing = this.#refresh();
    }, this.#parts.options.refreshSeconds * 1000);
    this.#timer.unref();
  }

  async #refresh(): Promise<void> {
    try {
      for (const record of await this.#parts.store.all()) await this.#parts.live.apply(record);
    } catch (error) {
      this.#parts.log.warn('deployments cannot be read; what is live goes on', { reason: String(error) });
    }
    if (!this.#state.closing) this.#schedule();
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code !== 'EADDRINUSE') throw cause;
    throw new PenstockError('PEN_ADDRESS_IN_USE', `Another process listens on ${host}:${port}`, { cause });
  }
}
