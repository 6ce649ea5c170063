import type { ObjectStore } from '@penstock/core/contracts';
import { type OpenedPlugin, openPlugin } from '@penstock/core/testing';
import plugin from '../src/index.ts';
import { anybody } from './credentials.ts';
import type { FakeS3 } from './fake-s3.ts';

export interface OpenStoreOptions {
  readonly options?: Readonly<Record<string, unknown>>;
  /** Given, the local state is kept there. */
  readonly dir?: string;
}

/** The plugin on a fake. The record of the fake begins after opening. */
export async function openStore(
  fake: FakeS3,
  { options, dir }: OpenStoreOptions = {},
): Promise<OpenedPlugin<ObjectStore>> {
  const opened = await openPlugin<ObjectStore>(plugin, {
    dir,
    options: { bucket: 'lake', endpoint: fake.url, ...anybody, ...options },
  });
  fake.takeOperations();
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
