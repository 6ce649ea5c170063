import assert from 'node:assert/strict';
import type { ServingTarget } from '../../contracts/serving-target.ts';
import type { Prediction } from '../../models/open-model.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import { find, newEndpoint, version } from './serving-deployments.ts';
import type { ServingGiven } from './serving-given.ts';

type Case = SuiteCase<ServingTarget, 'inProcess'>;

/** Cases of targets that answer requests from this process, in MLflow's scoring protocol. */
export function inProcessCases(given: () => Promise<ServingGiven>): Case[] {
  const started = (name: string, run: (served: Served) => Promise<void>): Case => ({
    name,
    feature: 'inProcess',
    run: async (target) => {
      const facts = await given();
      const endpoint = newEndpoint();
      await target.deploy(endpoint, version(facts.versions, 0));
      const server = await target.start?.({ host: '127.0.0.1', port: 0 });
      assert.ok(server, 'a target that claims inProcess has start()');
      try {
        await run({ target, facts, endpoint, url: server.url });
      } finally {
        await server.close();
      }
    },
  });
  return [
    started('serves after the start what was deployed before', async (served) => {
      assert.equal((await fetch(`${served.url}/ping`)).status, 200);
      await predicts(served, `/endpoints/${served.endpoint}/invocations`, 0);
      const status = await find(served.target, served.endpoint);
      assert.equal(status?.state, 'ready');
      assert.ok(status.url?.startsWith(served.url), `the status tells the address, not ${status.url}`);
    }),
    started('serves a version as soon as its deployment is acknowledged, and keeps the one before', async (served) => {
      const { target, facts, endpoint } = served;
      const status = await target.deploy(endpoint, version(facts.versions, 1));
      assert.equal(status.state, 'ready');
      await predicts(served, `/endpoints/${endpoint}/invocations`, 1);
      const { model } = version(facts.versions, 0);
      for (const at of [0, 1]) {
        const path = `/models/${model}/versions/${version(facts.versions, at).version}/invocations`;
        await predicts(served, path, at);
      }
    }),
    started('goes on with the old version when the new one cannot be loaded', async (served) => {
      const { target, facts, endpoint } = served;
      await rejectsWithCode('PEN_MODEL_INVALID', () => target.deploy(endpoint, facts.broken));
      await predicts(served, `/endpoints/${endpoint}/invocations`, 0);
    }),
    started('answers 404 for an endpoint that was undeployed', async ({ target, facts, endpoint, url }) => {
      await target.undeploy(endpoint);
      const response = await post(`${url}/endpoints/${endpoint}/invocations`, { dataframe_records: [facts.row] });
      assert.equal(response.status, 404);
    }),
    started('swaps versions under load without a failed request', swapUnderLoad),
    started('refuses a port that is taken', async ({ target, url }) => {
      const port = Number(new URL(url).port);
      await rejectsWithCode('PEN_ADDRESS_IN_USE', () => target.start?.({ host: '127.0.0.1', port }));
    }),
    {
      name: 'answers no more once closed, can be closed twice and started again',
      feature: 'inProcess',
      run: async (target) => {
        for (let round = 0; round < 2; round++) {
          const server = await target.start?.({ host: '127.0.0.1', port: 0 });
          assert.ok(server);
          await server.close();
          await server.close();
          await assert.rejects(fetch(`${server.url}/ping`));
        }
      },
    },
  ];
}

interface Served {
  readonly target: ServingTarget;
  readonly facts: ServingGiven;
  readonly endpoint: string;
  readonly url: string;
}

async function swapUnderLoad({ target, facts, endpoint, url }: Served): Promise<void> {
  let done = false;
  const seen = new Set<number>();
  const client = async () => {
    while (!done) {
      const response = await post(`${url}/endpoints/${endpoint}/invocations`, { dataframe_records: [facts.row] });
      assert.equal(response.status, 200);
      seen.add(facts.predictions.findIndex((expected) => matches(response.predictions[0], expected)));
    }
  };
  const clients = Array.from({ length: 4 }, client);
  const swaps = async () => {
    try {
      for (let round = 0; round < 20; round++) await target.deploy(endpoint, version(facts.versions, round % 5));
    } finally {
      done = true;
    }
  };
  await Promise.all([swaps(), ...clients]);
  assert.ok(!seen.has(-1), 'every answer is that of one version');
  assert.ok(seen.size > 1, 'the load went through several versions');
}

async function predicts({ url, facts }: Served, path: string, at: number): Promise<void> {
  const response = await post(`${url}${path}`, { dataframe_records: [facts.row, facts.row] });
  assert.equal(response.status, 200);
  assert.equal(response.predictions.length, 2);
  for (const prediction of response.predictions) {
    const expected = facts.predictions[at];
    assert.ok(expected && matches(prediction, expected), `${path} predicts ${JSON.stringify(prediction)}`);
  }
}

async function post(url: string, body: unknown): Promise<{ status: number; predictions: readonly Prediction[] }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = (await response.json()) as { predictions?: readonly Prediction[] };
  return { status: response.status, predictions: answer.predictions ?? [] };
}

function matches(actual: Prediction | undefined, expected: Prediction): boolean {
  const near = (a?: number, b?: number) => a === b || Math.abs((a ?? Number.NaN) - (b ?? Number.NaN)) < 1e-6;
  return near(actual?.probability, expected.probability) && near(actual?.prediction, expected.prediction);
}
