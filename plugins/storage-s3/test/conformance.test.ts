import type { ObjectStore } from '@penstock/core/contracts';
import { conform, objectStoreSuite, openPlugin } from '@penstock/core/testing';
import { makeBucket, moto, needing, type Service, startMoto } from '@penstock/services';
import { afterAll, beforeAll, test } from 'vitest';
import plugin from '../src/index.ts';
import { anybody } from './credentials.ts';

let service: Service | undefined;
beforeAll(async () => {
  if (!moto.present) return;
  service = await startMoto();
  await makeBucket(service, 'lake');
});
afterAll(() => service?.close());

conform(objectStoreSuite, needing(test, moto), plugin, () =>
  openPlugin<ObjectStore>(plugin, {
    options: { bucket: 'lake', prefix: 'the/lake', endpoint: service?.url, ...anybody },
  }),
);
