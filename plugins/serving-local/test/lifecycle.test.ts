import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Event, ServingTarget } from '@penstock/core/contracts';
import { linearFlavor, memoryObjectStore, openPlugin } from '@penstock/core/testing';
import { expect, test, vi } from 'vitest';
import plugin from '../src/index.ts';
import { GatedFlavor } from './gated-flavor.ts';
import { row, ServedModels } from './served-models.ts';
import { post, startServing } from './serving.ts';

const rows = { dataframe_records: [row] };

test('A closing server answers the requests under way and refuses new ones', async () => {
  const flavor = new GatedFlavor();
  await using serving = await startServing({}, [flavor]);
  const url = `${serving.url}/invocations`;
  const { hostname, port } = new URL(serving.url);
  const half = connect(Number(port), hostname);
  await once(half, 'connect');
  half.write('GET /ping HTTP/1.1\r\n');
  const underWay = post(url, rows);
  await flavor.arrived;
  const closing = serving.close();
  half.write('Host: x\r\n\r\n');
  expect(String(await once(half, 'data'))).toMatch(/^HTTP\/1.1 503 /);
  flavor.open();
  expect((await underWay).status).toBe(200);
  await closing;
  await expect(fetch(url)).rejects.toThrow();
});

test('A closing server waits no longer than it should', async () => {
  const flavor = new GatedFlavor();
  await using serving = await startServing({ drainSeconds: 0.05 }, [flavor]);
  const underWay = post(`${serving.url}/invocations`, rows).catch((error: unknown) => error);
  await flavor.arrived;
  await serving.close();
  expect(await underWay).toBeInstanceOf(Error);
  flavor.open();
});

test('A model that takes too long is answered for with 504', async () => {
  const flavor = new GatedFlavor();
  await using serving = await startServing({ requestTimeoutSeconds: 0.1 }, [flavor]);
  expect(await post(`${serving.url}/invocations`, rows)).toMatchObject({ status: 504, json: { code: 'PEN_TIMEOUT' } });
  flavor.open();
});

test('A model that fails is answered for with 500, without what went wrong inside', async () => {
  const flavor = linearFlavor({
    prefersBatches: true,
    onBatch: () => {
      throw new Error('password=hunter2');
    },
  });
  await using serving = await startServing({}, [flavor]);
  const answer = await post(`${serving.url}/invocations`, rows);
  expect(answer).toMatchObject({ status: 500, json: { code: 'PEN_INTERNAL', error_code: 'INTERNAL_ERROR' } });
  expect(JSON.stringify(answer)).not.toContain('hunter2');
});

test('A running server takes up what another process deploys and undeploys', async () => {
  await using serving = await startServing({ refreshSeconds: 0.02 });
  const needs = { store: serving.store, tracking: serving.models.tracking, flavors: [linearFlavor()] };
  await using other = await openPlugin<ServingTarget>(plugin, { needs });
  expect(await other.value.deploy('flights', await serving.models.add(2))).toMatchObject({ state: 'stopped' });
  const url = `${serving.url}/endpoints/flights/invocations`;
  await vi.waitFor(async () => expect((await post(url, rows)).json['model']).toEqual({ name: 'late', version: '2' }));
  await other.value.undeploy('flights');
  await vi.waitFor(async () => expect((await post(url, rows)).status).toBe(404));
});

test('Deployments of two processes at once are all kept', async () => {
  await using store = memoryObjectStore();
  await using models = await ServedModels.make();
  const needs = { store, tracking: models.tracking, flavors: [linearFlavor()] };
  await using first = await openPlugin<ServingTarget>(plugin, { needs });
  await using second = await openPlugin<ServingTarget>(plugin, { needs });
  const served = await Promise.all([1, 2, 3, 4].map((version) => models.add(version)));
  await Promise.all(served.map((model, at) => (at % 2 ? first : second).value.deploy('flights', model)));
  const keys: string[] = [];
  for await (const { key } of store.list('endpoints/')) keys.push(key);
  expect(keys).toHaveLength(4);
  const [status] = await first.value.endpoints();
  const versions = [status?.current, ...(status?.others ?? [])].map((model) => model?.version);
  expect(versions.toSorted()).toEqual(['1', '2', '3', '4']);
});

test('A version that nobody lists any more is closed, once', async () => {
  const closed: string[] = [];
  const flavor = linearFlavor({ onClose: (dir) => closed.push(dir) });
  await using serving = await startServing({}, [flavor]);
  closed.length = 0;
  const dir = (version: number) => join(serving.models.root, `run-late-linear-${version}`, 'model');
  for (const version of [2, 3, 4, 5, 6]) await serving.target.deploy('flights', await serving.models.add(version));
  expect(closed).toEqual([dir(1), dir(2)]);
  await serving.close();
  expect(closed.toSorted()).toEqual([1, 2, 3, 4, 5, 6].map(dir));
});

test('A deployed version that went bad is told at the start, and the other endpoints serve', async () => {
  await using store = memoryObjectStore();
  await using models = await ServedModels.make();
  const needs = { store, tracking: models.tracking, flavors: [linearFlavor()] };
  await using opened = await openPlugin<ServingTarget>(plugin, { needs });
  const bad = await models.add(1);
  await opened.value.deploy('bad', bad);
  await opened.value.deploy('good', await models.add(2));
  const file = join(models.root, bad.runId, 'model', 'linear.json');
  await writeFile(file, '{}');
  const server = await opened.value.start?.({ port: 0 });
  const url = server?.url ?? '';
  expect((await opened.value.endpoints()).map(({ endpoint, state }) => [endpoint, state])).toEqual([
    ['bad', 'failed'],
    ['good', 'ready'],
  ]);
  expect((await post(`${url}/endpoints/good/invocations`, rows)).status).toBe(200);
  expect(await post(`${url}/endpoints/bad/invocations`, rows)).toMatchObject({
    status: 503,
    json: { code: 'PEN_ENDPOINT_UNAVAILABLE' },
  });
  expect((await fetch(`${url}/health`)).status).toBe(503);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('penstock_endpoint_up{endpoint="bad"} 0');
});

test('A damaged endpoint record is named', async () => {
  await using serving = await startServing();
  const key = 'endpoints/flights/000000000002.json';
  await serving.store.put(key, Buffer.from('{}'));
  await expect(serving.target.endpoints()).rejects.toMatchObject({ code: 'PEN_STORAGE_FAILED', details: { at: key } });
});

test.each(['', '.', '..'])('"%s" is no name for an endpoint', async (name) => {
  await using serving = await startServing();
  await expect(serving.target.deploy(name, await serving.models.add(2))).rejects.toMatchObject({
    code: 'PEN_INVALID_KEY',
  });
});

test('Changes of endpoints are published, repetitions are not', async () => {
  await using store = memoryObjectStore();
  await using models = await ServedModels.make();
  const published: Pick<Event, 'type' | 'subject'>[] = [];
  const events = { publish: async (_topic: string, { type, subject }: Event) => published.push({ type, subject }) };
  const needs = { store, tracking: models.tracking, flavors: [linearFlavor()], events };
  await using opened = await openPlugin<ServingTarget>(plugin, { needs });
  const model = await models.add(1);
  for (const _ of [1, 2]) await opened.value.deploy('flights', model);
  for (const _ of [1, 2]) await opened.value.undeploy('flights');
  expect(published).toEqual([
    { type: 'penstock.endpoint.deployed', subject: 'flights' },
    { type: 'penstock.endpoint.undeployed', subject: 'flights' },
  ]);
});
