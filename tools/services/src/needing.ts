import type { TestFunction } from '@penstock/core/testing';

/** Something that tests talk to and that may be missing on this machine. */
export interface Need {
  /** `azurite`, `python with moto`. */
  readonly name: string;
  readonly present: boolean;
}

/** A test function whose tests are skipped, and say in their names why, where something is missing. */
export function needing(test: TestFunction, ...needs: readonly Need[]): TestFunction {
  const missing = needs.find((need) => !need.present);
  const skip = (name: string) => test.skip(missing ? `${name} (needs ${missing.name})` : name);
  return Object.assign((name: string, run: () => Promise<void>) => (missing ? skip(name) : test(name, run)), { skip });
}
