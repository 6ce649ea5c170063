import { PenstockError } from '../errors/penstock-error.ts';
import type { HookBus } from '../hooks/hook-bus.ts';
import type { ContractOf } from '../plugin/capability.ts';
import type { AnyCapability, Logger } from '../plugin/define-plugin.ts';
import type { CapabilityLookup, Provided } from './capability-lookup.ts';
import type { Plan } from './plan.ts';
import type { Scope } from './platform.ts';

/** A scope that looks things up until it is closed. */
export class OpenScope implements Scope {
  readonly plan: Plan;
  readonly hooks: HookBus;
  readonly log: Logger;
  readonly #lookup: CapabilityLookup;
  readonly #shut: () => Promise<PenstockError[]>;
  #closing: Promise<void> | undefined;

  /** @param shut closes everything, all attempted, and gives the failures. */
  constructor(
    parts: { plan: Plan; hooks: HookBus; log: Logger; lookup: CapabilityLookup },
    shut: () => Promise<PenstockError[]>,
  ) {
    this.plan = parts.plan;
    this.hooks = parts.hooks;
    this.log = parts.log;
    this.#lookup = parts.lookup;
    this.#shut = shut;
  }

  get project(): string {
    return this.plan.project;
  }

  get baseDir(): string {
    return this.plan.baseDir;
  }

  get stateDir(): string {
    return this.plan.stateDir;
  }

  get<C extends AnyCapability>(capability: C, id?: string): ContractOf<C> {
    return this.opened().get(capability, id);
  }

  find<C extends AnyCapability>(capability: C, id?: string): ContractOf<C> | undefined {
    return this.opened().find(capability, id);
  }

  all<C extends AnyCapability>(capability: C): readonly Provided<ContractOf<C>>[] {
    return this.opened().all(capability);
  }

  has(capability: AnyCapability): boolean {
    return this.opened().has(capability);
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #closeAll(): Promise<void> {
    const failures = await this.#shut();
    if (failures.length === 0) return;
    const lines = failures.map((failure) => failure.message);
    throw new PenstockError('PEN_CLOSE_FAILED', `Not everything could be closed: ${lines.join('; ')}`, {
      ...(failures.length === 1 ? { plugin: failures[0]?.details.plugin } : {}),
      cause: failures.length === 1 ? failures[0] : new AggregateError(failures),
    });
  }

  /** @throws PEN_PLATFORM_CLOSED */
  protected opened(): CapabilityLookup {
    if (this.#closing === undefined) return this.#lookup;
    throw new PenstockError('PEN_PLATFORM_CLOSED', `The platform of project "${this.project}" has been closed`);
  }
}
