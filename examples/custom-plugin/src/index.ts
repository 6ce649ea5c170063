import { resolve } from 'node:path';
import { definePlugin } from '@penstock/core';
import { ObjectStore } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'storage-sqlite',
  description: 'An object store in one SQLite file',
  options,
  provides: ObjectStore,
  features: { conditionalPut: true },
  async setup({ options, baseDir, stateDir, onClose }) {
    const { SqliteObjectStore } = await import('./sqlite-object-store.ts');
    const store = new SqliteObjectStore(resolve(baseDir, options.file), stateDir);
    onClose(() => store.close());
    return store;
  },
});
