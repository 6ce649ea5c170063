import type { ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import { azurite, needing, type Racers, startRacers } from '@penstock/services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { type Container, startContainer } from './container.ts';
import { text } from './open-store.ts';

const keys = Array.from({ length: 12 }, (_, i) => `race/${String(i).padStart(3, '0')}.json`);

let container: Container | undefined;
let racers: Racers | undefined;
beforeAll(async () => {
  if (!azurite.present) return;
  container = await startContainer();
  racers = await startRacers(new URL('put-racer.ts', import.meta.url), 16);
}, 180_000);
afterAll(async () => {
  await racers?.[Symbol.asyncDispose]();
  await container?.close();
});

needing(test, azurite)('of sixteen processes exactly one wins each key, and its bytes are stored', async () => {
  const winners = await racers?.race({ keys, options: container?.options });
  expect([...(winners?.keys() ?? [])].sort()).toEqual(keys);
  await using opened = await openPlugin<ObjectStore>(plugin, { options: container?.options });
  for (const key of keys) expect(await text(opened.value, key)).toBe(winners?.get(key)?.repeat(1000));
});
