import type { ObjectStore } from '@penstock/core/contracts';
import { conform, objectStoreSuite, openPlugin } from '@penstock/core/testing';
import { azurite, needing } from '@penstock/services';
import { afterAll, beforeAll, test } from 'vitest';
import plugin from '../src/index.ts';
import { type Container, startContainer } from './container.ts';

let container: Container | undefined;
beforeAll(async () => {
  if (azurite.present) container = await startContainer();
});
afterAll(() => container?.close());

conform(objectStoreSuite, needing(test, azurite), plugin, () =>
  openPlugin<ObjectStore>(plugin, { options: { ...container?.options, prefix: 'the/lake' } }),
);
