import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { EndpointStatus, ServedModel, ServingTarget } from '../../contracts/serving-target.ts';
import { rejectsWithCode } from '../rejects-with-code.ts';
import type { SuiteCase } from '../suite.ts';
import type { ServingGiven } from './serving-given.ts';

/** Cases about what is deployed, whoever answers the requests. */
export function deploymentCases(given: () => Promise<ServingGiven>): SuiteCase<ServingTarget, 'inProcess'>[] {
  return [
    {
      name: 'lists a deployed version under its endpoint',
      run: async (target) => {
        const { versions } = await given();
        const endpoint = newEndpoint();
        const status = await target.deploy(endpoint, version(versions, 0));
        assert.equal(status.endpoint, endpoint);
        assert.deepEqual(status.current, version(versions, 0));
        assert.deepEqual(status.others, []);
        assert.deepEqual((await find(target, endpoint))?.current, version(versions, 0));
      },
    },
    {
      name: 'keeps the last three versions reachable, newest first',
      run: async (target) => {
        const { versions } = await given();
        const endpoint = newEndpoint();
        for (const model of versions.slice(0, 5)) await target.deploy(endpoint, model);
        const status = await find(target, endpoint);
        assert.deepEqual(status?.current, version(versions, 4));
        assert.deepEqual(status?.others, [version(versions, 3), version(versions, 2), version(versions, 1)]);
      },
    },
    {
      name: 'changes nothing when the version is current already',
      run: async (target) => {
        const { versions } = await given();
        const endpoint = newEndpoint();
        for (const at of [0, 1, 1]) await target.deploy(endpoint, version(versions, at));
        assert.deepEqual((await find(target, endpoint))?.others, [version(versions, 0)]);
      },
    },
    {
      name: 'goes back to an earlier version, which is then not among the others',
      run: async (target) => {
        const { versions } = await given();
        const endpoint = newEndpoint();
        for (const at of [0, 1, 0]) await target.deploy(endpoint, version(versions, at));
        const status = await find(target, endpoint);
        assert.deepEqual(status?.current, version(versions, 0));
        assert.deepEqual(status?.others, [version(versions, 1)]);
      },
    },
    {
      name: 'keeps endpoints apart',
      run: async (target) => {
        const { versions } = await given();
        const [a, b] = [newEndpoint(), newEndpoint()];
        await target.deploy(a, version(versions, 0));
        await target.deploy(b, version(versions, 1));
        await target.undeploy(a);
        assert.equal(await find(target, a), undefined);
        assert.deepEqual((await find(target, b))?.current, version(versions, 1));
      },
    },
    {
      name: 'refuses what cannot be loaded, and the old version goes on',
      run: async (target) => {
        const { versions, broken, foreign } = await given();
        const endpoint = newEndpoint();
        await target.deploy(endpoint, version(versions, 0));
        await rejectsWithCode('PEN_MODEL_INVALID', () => target.deploy(endpoint, broken));
        await rejectsWithCode('PEN_MODEL_FLAVOR', () => target.deploy(endpoint, foreign));
        const status = await find(target, endpoint);
        assert.deepEqual(status?.current, version(versions, 0));
        assert.deepEqual(status?.others, []);
      },
    },
    {
      name: 'undeploys, and undeploying again or what never was is no error',
      run: async (target) => {
        const { versions } = await given();
        const endpoint = newEndpoint();
        await target.undeploy(endpoint);
        await target.deploy(endpoint, version(versions, 0));
        await target.undeploy(endpoint);
        await target.undeploy(endpoint);
        assert.equal(await find(target, endpoint), undefined);
        const again = await target.deploy(endpoint, version(versions, 1));
        assert.deepEqual(again.others, [], 'an undeployed endpoint starts anew');
      },
    },
    {
      name: 'loses none of several deployments made at once',
      run: async (target) => {
        const { versions } = await given();
        const endpoint = newEndpoint();
        const four = versions.slice(0, 4);
        await Promise.all(four.map((model) => target.deploy(endpoint, model)));
        const status = await find(target, endpoint);
        const listed = [status?.current, ...(status?.others ?? [])].map((model) => model?.version);
        assert.equal(listed.length, 4);
        assert.deepEqual(new Set(listed), new Set(four.map((model) => model.version)));
      },
    },
    {
      name: 'does nothing when it is cancelled before it starts',
      run: async (target) => {
        const { versions } = await given();
        const endpoint = newEndpoint();
        const signal = AbortSignal.abort();
        await rejectsWithCode('PEN_ABORTED', () => target.deploy(endpoint, version(versions, 0), { signal }));
        assert.equal(await find(target, endpoint), undefined);
      },
    },
  ];
}

export function newEndpoint(): string {
  return `suite-${randomUUID().slice(0, 8)}`;
}

export function version(versions: readonly ServedModel[], at: number): ServedModel {
  const model = versions[at];
  assert.ok(model, 'the suite needs five versions');
  return model;
}

export async function find(target: ServingTarget, endpoint: string): Promise<EndpointStatus | undefined> {
  return (await target.endpoints()).find((status) => status.endpoint === endpoint);
}
