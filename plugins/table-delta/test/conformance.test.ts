import type { TableFormat } from '@penstock/core/contracts';
import { conform, memoryObjectStore, openPlugin, tableFormatSuite } from '@penstock/core/testing';
import storageFs from '@penstock/storage-fs';
import { describe, test } from 'vitest';
import plugin from '../src/index.ts';

describe('in memory', () => {
  conform(tableFormatSuite, test, plugin, async () => {
    const store = memoryObjectStore();
    const opened = await openPlugin<TableFormat>(plugin, { needs: { store } });
    return {
      value: opened.value,
      async close() {
        await opened.close();
        await store[Symbol.asyncDispose]();
      },
    };
  });
});

describe('on a local folder', () => {
  conform(tableFormatSuite, test, plugin, async () => {
    const store = await openPlugin(storageFs);
    const opened = await openPlugin<TableFormat>(plugin, { needs: { store: store.value } });
    return {
      value: opened.value,
      async close() {
        await opened.close();
        await store.close();
      },
    };
  });
});
