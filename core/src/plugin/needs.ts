import type { Capability } from './capability.ts';

/** A need that may stay unfilled: the plugin gets `undefined`. */
export interface Optional<T> {
  readonly need: 'optional';
  readonly capability: Capability<T>;
}

/** A need for all providers of a capability, possibly none, in the order of the configuration. */
export interface Many<T> {
  readonly need: 'many';
  readonly capability: Capability<T>;
}

// `any` because a need is invariant in nothing: only its phantom type is read back by `Resolved`.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Need = Capability<any, any> | Optional<any> | Many<any>;
export type Needs = Readonly<Record<string, Need>>;

export function optional<T>(capability: Capability<T>): Optional<T> {
  return Object.freeze({ need: 'optional', capability });
}

export function many<T>(capability: Capability<T>): Many<T> {
  return Object.freeze({ need: 'many', capability });
}

export type Resolved<N extends Need> =
  N extends Optional<infer T>
    ? T | undefined
    : N extends Many<infer T>
      ? readonly T[]
      : N extends Capability<infer T>
        ? T
        : never;

export type ResolvedNeeds<N extends Needs> = { readonly [K in keyof N]: Resolved<N[K]> };
