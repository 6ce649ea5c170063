import { definePlugin } from '@penstock/core';
import { ObjectStore } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'storage-s3',
  description: 'Object store in an S3 bucket',
  options,
  provides: ObjectStore,
  features: { conditionalPut: true },
  async setup({ id, options, stateDir, signal, onClose }) {
    const { openS3Store } = await import('./open-s3-store.ts');
    const { store, close } = await openS3Store(options, { id, stateDir, signal });
    onClose(close);
    return store;
  },
});
