import { isAbsolute, join } from 'node:path';
import { definePlugin } from '@penstock/core';
import { ObjectStore } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'storage-fs',
  description: 'Object store in a local folder',
  options,
  provides: ObjectStore,
  features: { conditionalPut: true, localFiles: true },
  async setup({ options, baseDir, stateDir, signal }) {
    const { FsObjectStore } = await import('./fs-object-store.ts');
    const root = options.root ?? join(stateDir, 'store');
    return FsObjectStore.open(isAbsolute(root) ? root : join(baseDir, root), { signal });
  },
});
