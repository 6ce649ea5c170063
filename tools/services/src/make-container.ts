import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { Azurite } from './azurite.ts';

/** Makes a container of Azurite, and answers a client of it. */
export async function makeContainer(
  { url, account, key }: Pick<Azurite, 'url' | 'account' | 'key'>,
  name: string,
): Promise<ContainerClient> {
  const client = new ContainerClient(`${url}/${name}`, new StorageSharedKeyCredential(account, key));
  await client.create();
  return client;
}
