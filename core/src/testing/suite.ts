import type { ContractOf, FeatureOf } from '../plugin/capability.ts';
import type { AnyCapability } from '../plugin/define-plugin.ts';

/** One promise of a contract, as a test. Asserts with node:assert. */
export interface SuiteCase<T, F extends string = string> {
  /** A sentence about behaviour. */
  readonly name: string;
  /** Runs only for implementations that claim the feature. */
  readonly feature?: F;
  run(subject: T): Promise<void>;
}

/**
 * The conformance suite of a capability, as plain data: any test runner can carry it.
 * `T` is what a case gets: an implementation, or one together with the instances it was set up with.
 */
export interface Suite<C extends AnyCapability, T = ContractOf<C>> {
  readonly capability: C;
  readonly cases: readonly SuiteCase<T, FeatureOf<C>>[];
}

export function suite<C extends AnyCapability, T = ContractOf<C>>(
  capability: C,
  cases: Suite<C, T>['cases'],
): Suite<C, T> {
  return Object.freeze({ capability, cases: Object.freeze([...cases]) });
}
