import type { ObjectStore } from '@penstock/core/contracts';
import { type OpenedPlugin, openPlugin } from '@penstock/core/testing';
import plugin from '../src/index.ts';
import type { Container } from './container.ts';
import type { FaultProxy } from './fault-proxy.ts';

export interface OpenStoreOptions {
  readonly options?: Readonly<Record<string, unknown>>;
  /** Given, the local state is kept there. */
  readonly dir?: string;
}

/** The plugin behind a proxy, in a folder of its own. The record of the proxy begins after opening. */
export async function openStore(
  proxy: FaultProxy,
  container: Container,
  { options, dir }: OpenStoreOptions = {},
): Promise<OpenedPlugin<ObjectStore>> {
  const opened = await openPlugin<ObjectStore>(plugin, {
    dir,
    options: { ...container.options, endpoint: proxy.url, prefix: container.folder(), ...options },
  });
  proxy.takeOperations();
  return opened;
}

export const bytes = (text: string) => new TextEncoder().encode(text);

export async function text(store: ObjectStore, key: string): Promise<string | undefined> {
  const body = await store.get(key);
  return body && new TextDecoder().decode(body);
}

export async function keys(store: ObjectStore, prefix = ''): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key);
}
