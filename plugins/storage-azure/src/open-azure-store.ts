import type { ObjectStore } from '@penstock/core/contracts';
import { openRemoteStore } from '@penstock/core/storage';
import { AzureBackend } from './azure-backend.ts';
import { containerClient } from './container-client.ts';
import { hasFolders } from './folders.ts';
import type { AzureOptions } from './options.ts';

export interface AzurePlace {
  readonly id: string;
  readonly stateDir: string;
  readonly signal?: AbortSignal;
}

export async function openAzureStore(options: AzureOptions, place: AzurePlace): Promise<ObjectStore> {
  const client = await containerClient(options);
  const folders = await hasFolders(client, place.signal);
  // Every Blob service honours conditions: nothing to probe. The addresses of the objects tell the service.
  return openRemoteStore(new AzureBackend(client, { options, folders }), options, {
    ...place,
    scope: 'azure',
    probe: false,
  });
}
