import { PenstockError } from '../errors/penstock-error.ts';
import type { ContractOf } from '../plugin/capability.ts';
import type { AnyCapability } from '../plugin/define-plugin.ts';
import { adviceFor } from './known-providers.ts';
import type { Plan } from './plan.ts';

export interface Provided<T> {
  /** Id of the plugin in the configuration. */
  readonly id: string;
  readonly value: T;
}

/** Ways to get at what plugins provide. */
export interface Capabilities {
  /**
   * The one provider of a capability, or the plugin named by `id`.
   * @throws PEN_CAPABILITY_MISSING saying what to add, PEN_CAPABILITY_AMBIGUOUS when several provide it.
   */
  get<C extends AnyCapability>(capability: C, id?: string): ContractOf<C>;
  /** As `get`, but `undefined` when nothing provides it. */
  find<C extends AnyCapability>(capability: C, id?: string): ContractOf<C> | undefined;
  /** All providers, in the order of the configuration. */
  all<C extends AnyCapability>(capability: C): readonly Provided<ContractOf<C>>[];
  has(capability: AnyCapability): boolean;
}

/** Finds what plugins provide by capability. */
export class CapabilityLookup implements Capabilities {
  readonly #plan: Plan;
  /** URL packages are also looked for from, for advice. */
  readonly #resolveFrom: readonly string[];
  readonly #values: ReadonlyMap<string, unknown>;

  /** @param values plugin id → instance, of those that are set up. */
  constructor(plan: Plan, values: ReadonlyMap<string, unknown>, resolveFrom: readonly string[]) {
    this.#plan = plan;
    this.#values = values;
    this.#resolveFrom = resolveFrom;
  }

  get<C extends AnyCapability>(capability: C, id?: string): ContractOf<C> {
    const found = this.find(capability, id);
    if (found === undefined) throw this.#missing(capability.id, id);
    return found;
  }

  find<C extends AnyCapability>(capability: C, id?: string): ContractOf<C> | undefined {
    const found = this.all(capability).filter((item) => id === undefined || item.id === id);
    if (found.length < 2) return found[0]?.value;
    const ids = found.map((item) => item.id).join(', ');
    throw new PenstockError('PEN_CAPABILITY_AMBIGUOUS', `Several plugins provide ${capability.id}: ${ids}`, {
      hint: 'Say which one is meant by its id.',
    });
  }

  all<C extends AnyCapability>(capability: C): Provided<ContractOf<C>>[] {
    return this.#plan.plugins
      .filter((plugin) => plugin.provides === capability.id && this.#values.has(plugin.id))
      .map(({ id }) => ({ id, value: this.#values.get(id) as ContractOf<C> }));
  }

  has(capability: AnyCapability): boolean {
    return this.all(capability).length > 0;
  }

  #missing(capability: string, id: string | undefined): PenstockError {
    const planned = this.#plan.plugins.filter((plugin) => plugin.provides === capability);
    const asked = id === undefined ? planned[0] : planned.find((plugin) => plugin.id === id);
    if (asked) {
      const why = asked.scope === 'run' ? 'lives only within a run' : 'was not opened';
      return new PenstockError('PEN_CAPABILITY_MISSING', `${capability} is provided by "${asked.id}", which ${why}`, {
        plugin: asked.id,
        hint: asked.scope === 'run' ? 'Ask the run for it: openRun().' : 'Open the platform with this capability too.',
      });
    }
    const who = id === undefined ? 'No plugin' : `No plugin "${id}"`;
    return new PenstockError('PEN_CAPABILITY_MISSING', `${who} of the configuration provides ${capability}`, {
      hint: adviceFor(capability, this.#resolveFrom),
    });
  }
}
