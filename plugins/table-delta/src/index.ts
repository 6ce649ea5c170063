import { definePlugin } from '@penstock/core';
import { ObjectStore, TableFormat } from '@penstock/core/contracts';
import { options } from './options.ts';

export default definePlugin({
  name: 'table-delta',
  description: 'Delta Lake tables on any object store',
  options,
  needs: { store: ObjectStore },
  provides: TableFormat,
  features: { partitioning: true, timeTravel: true, changes: true },
  async setup({ options, needs, log }) {
    const { DeltaTables } = await import('./delta-tables.ts');
    return new DeltaTables(needs.store, options, log);
  },
});
