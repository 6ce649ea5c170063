import { capability, definePlugin, many, optional } from '@penstock/core';
import { z } from 'zod';

interface Store {
  get(key: string): Promise<string>;
}
const Store = capability<Store, 'fast' | 'safe'>('store@1', { description: '', features: ['fast', 'safe'] });
const Log = capability<{ write(line: string): void }>('log@1', { description: '' });
const options = z.strictObject({ root: z.string(), size: z.number().default(1) });

definePlugin({
  name: 'good',
  options,
  needs: { log: Log, backup: optional(Store), copies: many(Store) },
  provides: Store,
  features: { fast: true },
  setup({ options: given, needs }) {
    const size: number = given.size;
    needs.log.write(`${given.root} ${size}`);
    const backup: Store | undefined = needs.backup;
    const copies: readonly Store[] = needs.copies;
    return { get: async (key) => (await backup?.get(key)) ?? (await copies[0]?.get(key)) ?? key };
  },
});

// What setup returns must be what `provides` promises.
definePlugin({
  name: 'wrong-return',
  options,
  provides: Store,
  // @ts-expect-error a number is no promise of text
  setup: () => ({ get: () => 1 }),
});
definePlugin({
  name: 'missing-method',
  options,
  provides: Store,
  // @ts-expect-error get is missing
  setup: () => ({}),
});
definePlugin({
  name: 'wrong-return-later',
  options,
  provides: Store,
  // @ts-expect-error also when it comes later
  setup: async () => ({ get: (key: number) => Promise.resolve(String(key)) }),
});

// Needs are those that are declared, in the way they are declared.
definePlugin({
  name: 'undeclared-need',
  options,
  needs: { log: Log },
  setup({ needs }) {
    // @ts-expect-error not declared
    void needs.store;
  },
});
definePlugin({
  name: 'no-needs',
  options,
  setup({ needs }) {
    // @ts-expect-error none is declared
    void needs.log;
  },
});
definePlugin({
  name: 'optional-need',
  options,
  needs: { backup: optional(Store) },
  async setup({ needs }) {
    // @ts-expect-error possibly undefined
    await needs.backup.get('k');
  },
});
definePlugin({
  name: 'many-need',
  options,
  needs: { copies: many(Store) },
  async setup({ needs }) {
    // @ts-expect-error a list
    await needs.copies.get('k');
  },
});
definePlugin({
  name: 'not-a-capability',
  options,
  // @ts-expect-error a name is not a capability
  needs: { log: 'log@1' },
  setup() {},
});
definePlugin({
  name: 'provides-a-name',
  options,
  // @ts-expect-error a name is not a capability
  provides: 'store@1',
  setup() {},
});

// Features are those of the capability.
definePlugin({
  name: 'unknown-feature',
  options,
  provides: Store,
  // @ts-expect-error the capability does not know it
  features: { teleport: true },
  setup: () => ({ get: async () => '' }),
});
definePlugin({
  name: 'feature-value',
  options,
  provides: Store,
  // @ts-expect-error claimed or not claimed
  features: { fast: 'very' },
  setup: () => ({ get: async () => '' }),
});
definePlugin({
  name: 'feature-of-none',
  options,
  provides: Log,
  // @ts-expect-error this capability has no features
  features: { fast: true },
  setup: () => ({ write() {} }),
});

// Options are what the schema makes of them.
definePlugin({
  name: 'unknown-option',
  options,
  setup({ options: given }) {
    // @ts-expect-error not in the schema
    void given.rot;
  },
});
definePlugin({
  name: 'schema-is-no-schema',
  // @ts-expect-error not a zod schema
  options: { root: 'string' },
  setup() {},
});
definePlugin({
  name: 'wrong-scope',
  options,
  // @ts-expect-error platform or run
  scope: 'global',
  setup() {},
});
// @ts-expect-error a plugin is set up
definePlugin({ name: 'no-setup', options });

capability('store@1', {
  description: '',
  // @ts-expect-error features are names
  features: [1],
});
