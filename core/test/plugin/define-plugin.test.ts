import { capability, definePlugin, many, optional } from '@penstock/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const Store = capability<{ get(): string }, 'fast'>('store@1', { description: 'Stores', features: ['fast'] });

describe('a capability', () => {
  test('is a frozen name with its features', () => {
    expect(Store).toEqual({ id: 'store@1', description: 'Stores', features: ['fast'] });
    expect(Object.isFrozen(Store) && Object.isFrozen(Store.features)).toBe(true);
    expect(capability('plain-name2@12', { description: '' }).features).toEqual([]);
  });

  test.each(['store', 'store@0', 'store@1.2', 'Store@1', 'store_x@1', '-store@1', '@1', 'store@', ''])(
    'is not called %j',
    (id) => {
      expect(() => capability(id, { description: '' })).toThrow(/name@major/);
    },
  );
});

describe('a plugin', () => {
  test('is a frozen, branded object that carries the number of the contract', () => {
    const plugin = definePlugin({
      name: 'store-memory',
      options: z.strictObject({}),
      needs: { one: Store, maybe: optional(Store), all: many(Store) },
      provides: Store,
      features: { fast: true },
      setup: () => ({ get: () => 'x' }),
    });
    expect(plugin).toMatchObject({
      brand: '@penstock/plugin',
      contract: 1,
      name: 'store-memory',
      description: '',
      provides: Store,
      features: { fast: true },
      scope: 'platform',
      needs: { one: Store, maybe: { need: 'optional', capability: Store }, all: { need: 'many', capability: Store } },
    });
    expect([plugin, plugin.needs, plugin.features].every(Object.isFrozen)).toBe(true);
  });

  test('may provide and need nothing', () => {
    const plugin = definePlugin({ name: 'watcher', options: z.strictObject({}), scope: 'run', setup() {} });
    expect(plugin).toMatchObject({ provides: undefined, needs: {}, features: {}, scope: 'run' });
  });
});
