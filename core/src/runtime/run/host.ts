import type { HookBus } from '../../hooks/hook-bus.ts';
import type { ContractOf } from '../../plugin/capability.ts';
import type { AnyCapability, Logger } from '../../plugin/define-plugin.ts';

/** What the coordinator needs of a platform. */
export interface Host {
  readonly hooks: HookBus;
  readonly log: Logger;
  readonly stateDir: string;
  readonly baseDir: string;
  get<C extends AnyCapability>(capability: C): ContractOf<C>;
  find<C extends AnyCapability>(capability: C): ContractOf<C> | undefined;
  all<C extends AnyCapability>(capability: C): readonly { readonly id: string; readonly value: ContractOf<C> }[];
}
