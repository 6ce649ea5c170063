import type { ServingTarget } from '@penstock/core/contracts';
import {
  conform,
  linearFlavor,
  memoryObjectStore,
  openPlugin,
  type ServingGiven,
  servingTargetSuite,
} from '@penstock/core/testing';
import { afterAll, beforeAll, test } from 'vitest';
import plugin from '../src/index.ts';
import { expectedProbability, row, ServedModels } from './served-models.ts';

let models: ServedModels;
let given: ServingGiven;
beforeAll(async () => {
  models = await ServedModels.make();
  const numbers = [1, 2, 3, 4, 5];
  given = {
    versions: await Promise.all(numbers.map((version) => models.add(version))),
    row,
    predictions: numbers.map((version) => {
      const probability = expectedProbability(version);
      return { probability, prediction: probability >= 0.5 ? 1 : 0 };
    }),
    broken: await models.addBroken(6),
    foreign: await models.add(7, { flavor: 'keras' }),
  };
});
afterAll(() => models[Symbol.asyncDispose]());

conform(
  servingTargetSuite(async () => given),
  test,
  plugin,
  async () => {
    const store = memoryObjectStore();
    const needs = { store, tracking: models.tracking, flavors: [linearFlavor()] };
    const opened = await openPlugin<ServingTarget>(plugin, { needs });
    return {
      value: opened.value,
      close: async () => {
        await opened.close();
        await store[Symbol.asyncDispose]();
      },
    };
  },
);
