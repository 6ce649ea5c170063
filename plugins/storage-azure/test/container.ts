import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { startAzurite } from '@penstock/services';

export interface Container {
  readonly client: ContainerClient;
  /** Of the Blob service, with the account. */
  readonly url: string;
  readonly account: string;
  readonly key: string;
  /** Options of a store in the container. */
  readonly options: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Starts Azurite with an empty container `lake`. */
export async function startContainer(): Promise<Container> {
  const { url, account, key, close } = await startAzurite();
  const client = new ContainerClient(`${url}/lake`, new StorageSharedKeyCredential(account, key));
  await client.create();
  const options = { container: 'lake', account, endpoint: url, accountKey: key };
  return { client, url, account, key, options, close };
}
