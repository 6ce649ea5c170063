import { linearFlavor } from '@penstock/core/testing';
import { expect, test } from 'vitest';
import { row } from './served-models.ts';
import { post, startServing } from './serving.ts';

const rows = { dataframe_records: [row] };

test('Health, version and metadata tell what is served', async () => {
  await using serving = await startServing();
  for (const path of ['/ping', '/health']) {
    const response = await fetch(serving.url + path);
    expect([response.status, await response.text()]).toEqual([200, '\n']);
  }
  expect(await (await fetch(`${serving.url}/version`)).text()).toMatch(/^\d+\.\d+\.\d+$/);
  expect(await (await fetch(`${serving.url}/metadata`)).json()).toEqual({
    endpoints: [
      {
        endpoint: 'flights',
        current: {
          model: 'late',
          version: '1',
          run_id: 'run-late-linear-1',
          task: 'binary',
          threshold: 0.5,
          flavor: 'linear',
          digest: expect.stringMatching(/^sha256:/),
          created_at: expect.any(String),
          signature: { inputs: expect.any(Array), outputs: expect.any(Array) },
          features: expect.arrayContaining([{ name: 'origin', type: 'categorical' }]),
        },
        others: [],
      },
    ],
  });
});

test('Without a deployment the server is alive but not healthy', async () => {
  await using serving = await startServing();
  await serving.target.undeploy('flights');
  expect((await fetch(`${serving.url}/health`)).status).toBe(503);
  expect(await post(`${serving.url}/invocations`, rows)).toMatchObject({
    status: 503,
    json: { code: 'PEN_ENDPOINT_UNAVAILABLE', error_code: 'TEMPORARILY_UNAVAILABLE' },
  });
  expect((await fetch(`${serving.url}/version`)).status).toBe(200);
});

test('Several endpoints are told apart by address, and names may hold any character', async () => {
  await using serving = await startServing();
  const name = 'a/b c?ü%2e';
  const { url } = await serving.target.deploy(name, await serving.models.add(2, { model: 'other' }));
  expect((await post(url ?? '', rows)).json['model']).toEqual({ name: 'other', version: '2' });
  expect((await post(`${serving.url}/endpoints/flights/invocations`, rows)).json['model']).toEqual({
    name: 'late',
    version: '1',
  });
  expect(await post(`${serving.url}/invocations`, rows)).toMatchObject({
    status: 400,
    json: {
      message: expect.stringContaining('several endpoints'),
      hint: expect.stringContaining('/endpoints/flights/invocations'),
    },
  });
});

test('The default endpoint answers /invocations when there are several', async () => {
  await using serving = await startServing({ defaultEndpoint: 'flights' });
  await serving.target.deploy('another', await serving.models.add(2));
  expect((await post(`${serving.url}/invocations`, rows)).json['model']).toEqual({ name: 'late', version: '1' });
});

test.each([
  ['/endpoints/nowhere/invocations', 'There is no endpoint "nowhere"'],
  ['/models/late/versions/9/invocations', 'No endpoint serves version 9 of model "late"'],
  ['/endpoint/flights', 'is no route'],
])('%s answers 404 in the same form', async (path, message) => {
  await using serving = await startServing();
  expect(await post(serving.url + path, rows)).toMatchObject({
    status: 404,
    json: { code: 'PEN_NOT_FOUND', error_code: 'RESOURCE_DOES_NOT_EXIST', message: expect.stringContaining(message) },
  });
});

test('Metrics count requests, rows and times by endpoint, version and status', async () => {
  await using serving = await startServing();
  await post(`${serving.url}/invocations`, { dataframe_records: [row, row, row] });
  await post(`${serving.url}/endpoints/flights/invocations`, rows);
  await post(`${serving.url}/invocations`, {});
  const response = await fetch(`${serving.url}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  const labels = 'endpoint="flights",model="late",version="1"';
  expect(text).toContain('penstock_endpoint_up{endpoint="flights"} 1\n');
  expect(text).toContain(`penstock_requests_total{${labels},status="200"} 2\n`);
  expect(text).toContain(`penstock_requests_total{${labels},status="400"} 1\n`);
  expect(text).toContain(`penstock_rows_total{${labels}} 4\n`);
  expect(text).toContain(`penstock_request_duration_seconds_bucket{${labels},le="+Inf"} 3\n`);
  expect(text).toContain(`penstock_request_duration_seconds_count{${labels}} 3\n`);
  expect((await serving.target.endpoints())[0]).toMatchObject({ endpoint: 'flights', requests: 3 });
});

test('Concurrent requests of a model that prefers batches are scored together, each with its own answer', async () => {
  const batches: number[] = [];
  const flavor = linearFlavor({ prefersBatches: true, onBatch: (size) => batches.push(size) });
  await using serving = await startServing({ maxBatchRows: 8 }, [flavor]);
  const url = `${serving.url}/invocations`;
  const distances = Array.from({ length: 40 }, (_, at) => at * 50);
  const answers = await Promise.all(
    distances.map((distance) =>
      post(url, {
        dataframe_records: [
          { ...row, distance },
          { ...row, distance: 0 },
        ],
      }),
    ),
  );
  const bad = await Promise.all(
    [1, '1', 1].map((distance) => post(url, { dataframe_records: [{ ...row, distance }] })),
  );
  const probability = (distance: number) => expect.closeTo(1 / (1 + Math.exp(-(0.7 + distance * 0.001))), 12);
  expect(answers.map(({ json }) => json['predictions'])).toEqual(
    distances.map((distance) => [distance, 0].map((at) => ({ probability: probability(at), prediction: 1 }))),
  );
  expect(bad.map(({ status }) => status)).toEqual([200, 400, 200]);
  expect(batches.length).toBeLessThan(43);
  expect(Math.max(...batches)).toBeLessThanOrEqual(8);
});
