import { randomUUID } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import { makeContainer, startAzurite } from '@penstock/services';

export interface Container {
  /** Of the Blob service, with the account. */
  readonly url: string;
  readonly account: string;
  readonly key: string;
  /** Options of a store in the container. */
  readonly options: Readonly<Record<string, unknown>>;
  /** A new folder, which is the current one from now on. */
  folder(): string;
  /** An object of the current folder, behind the store's back. */
  blob(key: string): BlockBlobClient;
  close(): Promise<void>;
}

/** Starts Azurite with an empty container `lake`. */
export async function startContainer(): Promise<Container> {
  const service = await startAzurite();
  const { url, account, key, close } = service;
  const client = await makeContainer(service, 'lake');
  let current = '';
  return {
    url,
    account,
    key,
    options: { container: 'lake', account, endpoint: url, accountKey: key },
    folder() {
      current = randomUUID();
      return current;
    },
    blob: (name) => client.getBlockBlobClient(`${current}/${name}`),
    close,
  };
}
