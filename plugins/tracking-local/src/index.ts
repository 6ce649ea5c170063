import { join, resolve } from 'node:path';
import { definePlugin } from '@penstock/core';
import { ObjectStore, Tracking } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'tracking-local',
  description: 'Runs, metrics, models and aliases in one SQLite file; artifacts in the object store',
  options,
  needs: { store: ObjectStore },
  provides: Tracking,
  async setup({ options, needs, baseDir, stateDir, onClose }) {
    const { Database } = await import('./database/database.ts');
    const { LocalTracking } = await import('./local-tracking.ts');
    const file = options.file === undefined ? join(stateDir, 'tracking.db') : resolve(baseDir, options.file);
    const database = await Database.open(file, options);
    onClose(() => database.close());
    const cacheDir = join(stateDir, 'cache', 'artifacts');
    return new LocalTracking(database, { store: needs.store, prefix: options.prefix, cacheDir });
  },
});
