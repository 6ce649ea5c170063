import type { Tracking } from '@penstock/core/contracts';
import { conform, memoryObjectStore, openPlugin, trackingSuite } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';

conform(trackingSuite, test, plugin, async () => {
  const store = memoryObjectStore();
  const opened = await openPlugin<Tracking>(plugin, { needs: { store } });
  return {
    value: opened.value,
    async close() {
      await opened.close();
      await store[Symbol.asyncDispose]();
    },
  };
});
