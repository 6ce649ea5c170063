import { conform, queryEngineSuite } from '@penstock/core/testing';
import { test } from 'vitest';
import plugin from '../src/index.ts';
import { openEngine } from './support/open-engine.ts';

conform(queryEngineSuite, test, plugin, async () => {
  const opened = await openEngine({ memoryLimit: '100MB', threads: 2 });
  return { value: opened, close: () => opened.close() };
});
