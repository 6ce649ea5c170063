/** Facts about an implementation, asked for by deployments and tested by the conformance suite. */
export type Features = Readonly<Record<string, boolean>>;

declare const contract: unique symbol;

/** A typed, versioned name for a contract, e.g. `object-store@1`. Anyone may define one. */
export interface Capability<T, F extends string = string> {
  readonly id: string;
  readonly features: readonly F[];
  readonly description: string;
  /** Phantom: carries the contract's type, never present at run time. */
  readonly [contract]?: T;
}

export interface CapabilityOptions<F extends string> {
  readonly description: string;
  /** Names of the optional abilities an implementation may claim. */
  readonly features?: readonly F[];
}

/**
 * Defines a capability.
 * @param id `<name>@<major>`; a breaking change of the contract is a new major beside the old one.
 */
export function capability<T, const F extends string = never>(
  id: string,
  options: CapabilityOptions<F>,
): Capability<T, F> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*@[1-9]\d*$/.test(id)) {
    throw new TypeError(`Capability id "${id}" is not of the form name@major, e.g. object-store@1`);
  }
  return Object.freeze({
    id,
    description: options.description,
    features: Object.freeze([...(options.features ?? [])]),
  });
}

/** The interface a capability stands for. */
export type ContractOf<C> = C extends Capability<infer T, string> ? T : never;
export type FeatureOf<C> = C extends Capability<unknown, infer F> ? F : never;
