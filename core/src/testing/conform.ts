import type { AnyCapability, Plugin } from '../plugin/define-plugin.ts';
import type { Suite } from './suite.ts';

/** The part of a test runner that is needed; vitest's and node:test's `test` fit. */
export interface TestFunction {
  (name: string, run: () => Promise<void>): unknown;
  skip(name: string, run?: () => Promise<void>): unknown;
}

export interface Opened<T> {
  readonly value: T;
  close(): Promise<void>;
}

/**
 * Registers every case of a suite. `open` makes a fresh subject per case. Cases of features that the plugin
 * does not claim are reported as skipped.
 */
export function conform<C extends AnyCapability, T>(
  suite: Suite<C, T>,
  test: TestFunction,
  plugin: Pick<Plugin, 'features' | 'provides'>,
  open: () => Promise<Opened<T>>,
): void {
  if (plugin.provides?.id !== suite.capability.id)
    throw new TypeError(`The plugin does not provide ${suite.capability.id}`);
  for (const item of suite.cases) {
    const name = `${suite.capability.id}: ${item.name}`;
    if (item.feature !== undefined && plugin.features[item.feature] !== true) {
      test.skip(`${name} (feature ${item.feature} not claimed)`);
      continue;
    }
    test(name, async () => {
      const subject = await open();
      try {
        await item.run(subject.value);
      } finally {
        await subject.close();
      }
    });
  }
}
