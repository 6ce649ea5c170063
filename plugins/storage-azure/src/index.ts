import { definePlugin } from '@penstock/core';
import { ObjectStore } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'storage-azure',
  description: 'Object store in an Azure Blob container',
  options,
  provides: ObjectStore,
  features: { conditionalPut: true },
  async setup({ id, options, stateDir, signal }) {
    const { openAzureStore } = await import('./open-azure-store.ts');
    return openAzureStore(options, { id, stateDir, signal });
  },
});
