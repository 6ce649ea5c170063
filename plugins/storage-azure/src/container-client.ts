import {
  AnonymousCredential,
  ContainerClient,
  type StoragePipelineOptions,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import { PenstockError } from '@penstock/core';
import type { AzureOptions } from './options.ts';

/** Each request is made once: repeating is the store's business, which has to know of every attempt. */
const pipeline: StoragePipelineOptions = { retryOptions: { maxTries: 1 } };

/** A client with the credentials of the options, or else those of `DefaultAzureCredential`. */
export async function containerClient(options: AzureOptions): Promise<ContainerClient> {
  const { container, account = '', accountKey, sasToken, connectionString } = options;
  if (connectionString) return fromConnectionString(connectionString.reveal(), container);
  const endpoint = (options.endpoint ?? `https://${account}.blob.core.windows.net`).replace(/\/$/, '');
  const url = `${endpoint}/${container}`;
  if (accountKey)
    return new ContainerClient(url, new StorageSharedKeyCredential(account, accountKey.reveal()), pipeline);
  if (sasToken)
    return new ContainerClient(`${url}?${sasToken.reveal().replace(/^\?/, '')}`, new AnonymousCredential(), pipeline);
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new ContainerClient(url, new DefaultAzureCredential(), pipeline);
}

function fromConnectionString(connectionString: string, container: string): ContainerClient {
  try {
    return new ContainerClient(connectionString, container, pipeline);
  } catch {
    // What the SDK says may hold parts of the string.
    throw new PenstockError('PEN_CONFIG_INVALID', 'The connection string of the storage account cannot be read', {
      hint: 'Copy it anew from the access keys of the storage account.',
    });
  }
}
