import type { z } from 'zod';
import type { HookListener, HookName, HookOrder } from '../hooks/lifecycle.ts';
import type { Capability, ContractOf, FeatureOf } from './capability.ts';
import type { Needs, ResolvedNeeds } from './needs.ts';

/** Number of the plugin contract. The runtime takes this one and the one before. */
export const CONTRACT = 1;
export const PLUGIN_BRAND = '@penstock/plugin';

export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** What a plugin's `setup` gets. */
export interface SetupContext<O, N extends Needs> {
  /** Key of the plugin in the configuration. */
  readonly id: string;
  readonly options: O;
  readonly needs: ResolvedNeeds<N>;
  /** Folder of the configuration file: relative paths in options are relative to it. */
  readonly baseDir: string;
  /** Local folder for state and scratch files, e.g. `.penstock`. */
  readonly stateDir: string;
  readonly log: Logger;
  /** Aborted when the platform closes or set-up is cancelled. */
  readonly signal: AbortSignal;
  /** Registers a listener for a lifecycle hook; the name's ending tells what it may return. */
  readonly on: <H extends HookName>(hook: H, listener: HookListener<H>, order?: HookOrder) => void;
  /** Registers what must be closed; run in reverse order, all attempted. */
  readonly onClose: (close: () => void | Promise<void>) => void;
}

// biome-ignore lint/suspicious/noExplicitAny: a capability of whatever contract
export type AnyCapability = Capability<any, any>;

export interface PluginDefinition<S extends z.ZodType, N extends Needs, P extends AnyCapability | undefined> {
  /** Same as the package folder: `<capability>-<technology>`. */
  readonly name: string;
  readonly description?: string;
  /** A `z.strictObject` with `.describe()` on every field. */
  readonly options: S;
  readonly needs?: N;
  /** The capability this plugin provides; a hook-only plugin provides none. */
  readonly provides?: P;
  /** Optional abilities of the capability that this implementation has. */
  readonly features?: ClaimedFeatures<P>;
  /** `platform` (default): one instance. `run`: one per run, and may need platform plugins. */
  readonly scope?: 'platform' | 'run';
  readonly setup: (context: SetupContext<z.output<S>, N>) => SetupResult<P> | Promise<SetupResult<P>>;
}

// An empty record takes any property, so a capability without features needs a case of its own.
export type ClaimedFeatures<P> = [FeatureOf<P>] extends [never]
  ? Readonly<Record<string, never>>
  : Readonly<Partial<Record<FeatureOf<P>, boolean>>>;

export type SetupResult<P> = P extends AnyCapability ? ContractOf<P> : void;

/** A finished plugin, as `use:` finds it. */
export interface Plugin {
  readonly brand: typeof PLUGIN_BRAND;
  readonly contract: number;
  readonly name: string;
  readonly description: string;
  readonly options: z.ZodType;
  readonly needs: Needs;
  readonly provides: AnyCapability | undefined;
  readonly features: Readonly<Record<string, boolean>>;
  readonly scope: 'platform' | 'run';
  readonly setup: (context: SetupContext<never, Needs>) => unknown;
}

/** Makes a plugin. Wrong return types, undeclared needs and wrong hook results do not compile. */
export function definePlugin<
  S extends z.ZodType,
  const N extends Needs = Record<never, never>,
  P extends AnyCapability | undefined = undefined,
>(definition: PluginDefinition<S, N, P>): Plugin {
  return Object.freeze({
    brand: PLUGIN_BRAND,
    contract: CONTRACT,
    name: definition.name,
    description: definition.description ?? '',
    options: definition.options,
    needs: Object.freeze({ ...definition.needs }),
    provides: definition.provides,
    features: Object.freeze({ ...((definition.features ?? {}) as Record<string, boolean>) }),
    scope: definition.scope ?? 'platform',
    setup: definition.setup as unknown as Plugin['setup'],
  });
}
