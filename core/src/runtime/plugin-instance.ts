import type { Redactor } from '../config/redactor.ts';
import { attribute } from '../errors/guard.ts';
import { PenstockError } from '../errors/penstock-error.ts';
import type { HookBus } from '../hooks/hook-bus.ts';
import type { HookListener, HookName, HookOrder } from '../hooks/lifecycle.ts';
import type { Logger, SetupContext } from '../plugin/define-plugin.ts';
import type { Needs } from '../plugin/needs.ts';
import { attributed } from './attributed.ts';
import { withDeadline } from './deadline.ts';
import type { Plan, PlanInsides, PlannedPlugin } from './plan.ts';
import { pluginLog } from './plugin-log.ts';

/** What plugins of one scope share while they are set up and live. */
export interface InstanceHost {
  readonly plan: Plan;
  readonly insides: PlanInsides;
  readonly hooks: HookBus;
  readonly log: Logger;
  /** Aborted when the scope closes or its set-up is cancelled. */
  readonly signal: AbortSignal;
  /** For each set-up, and for each closing. */
  readonly timeoutMs: number;
}

/** One plugin, from set-up to close. */
export class PluginInstance {
  readonly planned: PlannedPlugin;
  /** What it provides, with its failures attributed; `undefined` for a hook-only plugin. */
  value: unknown;
  /** Time of the set-up in milliseconds. */
  ms = 0;
  readonly #host: InstanceHost;
  readonly #log: Logger;
  readonly #closers: (() => void | Promise<void>)[] = [];
  #closed = false;

  constructor(planned: PlannedPlugin, host: InstanceHost) {
    this.planned = planned;
    this.#host = host;
    this.#log = pluginLog(host.log, planned.id, host.insides.redactor);
  }

  /** @throws what the plugin threw, attributed; PEN_PLUGIN_TIMEOUT; PEN_ABORTED. */
  async setUp(needs: ReadonlyMap<string, PluginInstance>): Promise<this> {
    const { timeoutMs, signal, insides } = this.#host;
    const { id, name, at } = this.planned;
    const loaded = insides.loaded.get(id);
    if (!loaded) throw new PenstockError('PEN_INTERNAL', `The plan lists "${id}" and did not load it`);
    const started = performance.now();
    const late = () =>
      new PenstockError('PEN_PLUGIN_TIMEOUT', `Plugin "${id}" (${name}) was not set up within ${timeoutMs} ms`, {
        plugin: id,
        hook: 'setup',
        at,
      });
    const work = () => loaded.plugin.setup(this.#context(loaded.options, needs) as SetupContext<never, Needs>);
    try {
      const value = await withDeadline(work, { ms: timeoutMs, late, signal });
      this.value = attributed(value, (error, method) => this.#blame(error, method));
    } catch (error) {
      throw PenstockError.is(error, 'PEN_ABORTED') && signal.aborted ? error : this.#blame(error, 'setup');
    }
    this.ms = performance.now() - started;
    return this;
  }

  /** Runs what was registered with onClose, last first, all of it; gives the failures. */
  async close(): Promise<PenstockError[]> {
    this.#closed = true;
    const failures: PenstockError[] = [];
    for (const closer of this.#closers.splice(0).reverse()) {
      await this.#runCloser(closer).catch((error: unknown) => failures.push(this.#blame(error, 'close')));
    }
    return failures;
  }

  #context(options: unknown, needs: ReadonlyMap<string, PluginInstance>): SetupContext<unknown, Needs> {
    const { plan, signal } = this.#host;
    return {
      id: this.planned.id,
      options,
      needs: needsOf(this.planned, needs),
      baseDir: plan.baseDir,
      stateDir: plan.stateDir,
      log: this.#log,
      signal,
      on: (hook, listener, order) => this.#listen(hook, listener, order),
      onClose: (closer) => this.#onClose(closer),
    };
  }

  #listen<H extends HookName>(hook: H, listener: HookListener<H>, order?: HookOrder): void {
    const call = listener as (payload: unknown) => unknown;
    const guarded = async (payload: unknown) => {
      try {
        return await call(payload);
      } catch (error) {
        throw this.#blame(error, hook);
      }
    };
    // The wrapper takes and gives exactly what the listener does, which the conditional type cannot tell.
    this.#host.hooks.on(this.planned.id, hook, guarded as HookListener<H>, order);
  }

  /** A set-up that was given up may still open things; they are closed at once. */
  #onClose(closer: () => void | Promise<void>): void {
    if (!this.#closed) this.#closers.push(closer);
    else this.#runCloser(closer).catch((error: unknown) => this.#log.error(this.#blame(error, 'close').message));
  }

  #runCloser(closer: () => void | Promise<void>): Promise<void> {
    const { id } = this.planned;
    const ms = this.#host.timeoutMs;
    const late = () =>
      new PenstockError('PEN_PLUGIN_TIMEOUT', `Plugin "${id}" did not close within ${ms} ms`, {
        plugin: id,
        hook: 'close',
      });
    return withDeadline(closer, { ms, late });
  }

  #blame(error: unknown, method: string): PenstockError {
    const blamed = attribute(error, this.planned.id, method);
    return this.#redactor.error(method === 'setup' ? located(blamed, this.planned.at) : blamed);
  }

  get #redactor(): Redactor {
    return this.#host.insides.redactor;
  }
}

function needsOf(planned: PlannedPlugin, made: ReadonlyMap<string, PluginInstance>): Record<string, unknown> {
  const filled = Object.entries(planned.needs).map(([name, need]) => {
    const values = need.filledBy.map((id) => made.get(id)?.value);
    return [name, need.kind === 'many' ? values : values[0]] as const;
  });
  return Object.fromEntries(filled);
}

function located(error: PenstockError, at: string): PenstockError {
  if (error.details.at !== undefined) return error;
  return new PenstockError(error.code, error.message, { ...error.details, at, cause: error.cause ?? error });
}
