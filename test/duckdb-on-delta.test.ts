import type { ObjectStore, QueryEngine, TableFormat } from '@penstock/core/contracts';
import { conform, openPlugin, queryEngineSuite } from '@penstock/core/testing';
import engine from '@penstock/engine-duckdb';
import storage from '@penstock/storage-fs';
import delta from '@penstock/table-delta';
import { test } from 'vitest';

// The plugins of a laptop together: what the engine promises holds on real tables in a real folder.
conform(queryEngineSuite, test, engine, async () => {
  const store = await openPlugin<ObjectStore>(storage);
  const tables = await openPlugin<TableFormat>(delta, { needs: { store: store.value } });
  const options = { memoryLimit: '100MB', threads: 2 };
  const opened = await openPlugin<QueryEngine>(engine, {
    options,
    needs: { store: store.value, tables: tables.value },
  });
  return {
    value: { engine: opened.value, tables: tables.value, store: store.value },
    close: async () => {
      for (const plugin of [opened, tables, store]) await plugin.close();
    },
  };
});
