import type { ModelFlavor, ObjectStore, ServingTarget } from '@penstock/core/contracts';
import { linearFlavor, memoryObjectStore, openPlugin } from '@penstock/core/testing';
import plugin from '../src/index.ts';
import { ServedModels } from './served-models.ts';

export interface Serving extends AsyncDisposable {
  readonly target: ServingTarget;
  readonly models: ServedModels;
  readonly store: ObjectStore;
  readonly url: string;
  close(): Promise<void>;
}

/** A started server with version 1 of model `late` at the endpoint `flights`. */
export async function startServing(
  options: Readonly<Record<string, unknown>> = {},
  flavors: readonly ModelFlavor[] = [linearFlavor()],
): Promise<Serving> {
  const models = await ServedModels.make();
  const store = memoryObjectStore();
  const needs = { store, tracking: models.tracking, flavors };
  const opened = await openPlugin<ServingTarget>(plugin, { options: { port: 0, ...options }, needs });
  await opened.value.deploy('flights', await models.add(1));
  const server = await opened.value.start?.({});
  return {
    target: opened.value,
    models,
    store,
    url: server?.url ?? '',
    close: async () => server?.close(),
    [Symbol.asyncDispose]: async () => {
      await opened.close();
      await store[Symbol.asyncDispose]();
      await models[Symbol.asyncDispose]();
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly json: Readonly<Record<string, unknown>>;
}

/** Posts a body: text as it is, anything else as JSON. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: isRaw ? (body as string) : JSON.stringify(body),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    json: (await response.json()) as Record<string, unknown>,
  };
}
