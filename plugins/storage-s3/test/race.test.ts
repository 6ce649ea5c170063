import type { ObjectStore } from '@penstock/core/contracts';
import { openPlugin } from '@penstock/core/testing';
import { makeBucket, moto, needing, type Racers, startMoto, startRacers } from '@penstock/services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import plugin from '../src/index.ts';
import { anybody } from './credentials.ts';
import { FakeS3, type Fault } from './fake-s3.ts';
import { text } from './open-store.ts';

const keys = Array.from({ length: 12 }, (_, i) => `race/${String(i).padStart(3, '0')}.json`);
const faults: readonly Fault[] = [
  { kind: 'lose' },
  { kind: 'refuse', status: 409, code: 'ConditionalRequestConflict' },
  { kind: 'refuse', status: 503, code: 'SlowDown' },
];

let racers: Racers;
beforeAll(async () => {
  racers = await startRacers(new URL('put-racer.ts', import.meta.url), 16);
}, 180_000);
afterAll(() => racers[Symbol.asyncDispose]());

test('of sixteen processes exactly one wins each key, though answers get lost and requests conflict', async () => {
  await using fake = await FakeS3.start();
  fake.weather = ({ operation }, count) => (operation === 'PutObject' ? faults[count % 11] : undefined);
  const winners = await racers.race({
    keys,
    options: { bucket: 'lake', endpoint: fake.url, attempts: 20, ...anybody },
  });
  expect([...winners.keys()].sort()).toEqual(keys);
  for (const key of keys) expect(fake.bucket.objects.get(key)?.body.toString()).toBe(winners.get(key)?.repeat(1000));
});

needing(test, moto)('of sixteen processes exactly one wins each key, on moto', async () => {
  await using service = await startMoto();
  await makeBucket(service, 'lake');
  const options = { bucket: 'lake', endpoint: service.url, ...anybody };
  const winners = await racers.race({ keys, options });
  expect([...winners.keys()].sort()).toEqual(keys);
  await using opened = await openPlugin<ObjectStore>(plugin, { options });
  for (const key of keys) expect(await text(opened.value, key)).toBe(winners.get(key)?.repeat(1000));
});
