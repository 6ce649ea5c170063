import type { PenstockError } from '../errors/penstock-error.ts';
import { HookBus } from '../hooks/hook-bus.ts';
import type { AnyCapability, Logger } from '../plugin/define-plugin.ts';
import type { BootTree } from './boot-tree.ts';
import { CapabilityLookup } from './capability-lookup.ts';
import type { SlotContainer } from './container.ts';
import { InstanceSet } from './instance-set.ts';
import { OpenScope } from './open-scope.ts';
import { LoadedPlan, type Plan } from './plan.ts';
import type { Platform, RunScope } from './platform.ts';
import type { InstanceHost, PluginInstance } from './plugin-instance.ts';
import { stderrLog } from './plugin-log.ts';
import { publishLifecycle } from './publish-lifecycle.ts';
import { closureOf } from './set-up-order.ts';

export interface OpenPlatformOptions {
  /** From loadPlan(). */
  readonly plan: Plan;
  /** Warnings and errors go to stderr when absent. */
  readonly log?: Logger;
  /** Sets up only what provides these capabilities, and what that needs. */
  readonly only?: readonly AnyCapability[];
  /** For each plugin's set-up, and for each closing. */
  readonly setupTimeoutMs?: number;
  /** Cancels the set-up; without effect once the platform is open. */
  readonly signal?: AbortSignal;
}

/**
 * Sets up the plugins of a plan, one by one in the order of their needs. When one fails, what was opened is closed.
 * @throws what the plugin threw, attributed to it; PEN_PLUGIN_TIMEOUT; PEN_ABORTED.
 */
export async function openPlatform(options: OpenPlatformOptions): Promise<Platform> {
  const started = performance.now();
  const { plan, log = stderrLog, setupTimeoutMs: timeoutMs = 10_000 } = options;
  const insides = LoadedPlan.open(plan);
  const { SlotContainer } = await import('./container.ts');
  const abort = new AbortController();
  const hooks = new HookBus((error) => log.warn(error.message, { plugin: error.details.plugin, code: error.code }));
  const host: InstanceHost = { plan, insides, hooks, log, signal: abort.signal, timeoutMs };
  const container: SlotContainer<PluginInstance> = new SlotContainer();
  const { platformIds, runIds } = chosenIds(plan, options.only);
  const instances = new InstanceSet(host, container);
  try {
    await linked(options.signal, abort, () => instances.open(platformIds));
  } catch (error) {
    await hooks.notify('platformClosing', { reason: 'failed' });
    abort.abort();
    for (const failure of await instances.close()) log.error(failure.message, { plugin: failure.details.plugin });
    throw error;
  }
  const bootTree = { ms: performance.now() - started, plugins: instances.booted };
  const platform = new OpenPlatform({ host, container, instances, abort, runIds, bootTree });
  publishLifecycle(hooks, platform, plan.project);
  await hooks.notify('platformReady', { plugins: platformIds, profile: plan.profile });
  return platform;
}

interface Parts {
  readonly host: InstanceHost;
  readonly container: SlotContainer<PluginInstance>;
  readonly instances: InstanceSet;
  readonly abort: AbortController;
  readonly runIds: readonly string[];
  readonly bootTree: BootTree;
}

class OpenPlatform extends OpenScope implements Platform {
  readonly bootTree: BootTree;
  readonly #parts: Parts;
  readonly #runs: Set<RunScope>;

  constructor(parts: Parts) {
    const { plan, hooks, log, insides } = parts.host;
    const runs = new Set<RunScope>();
    const lookup = new CapabilityLookup(plan, parts.instances.values, insides.bases);
    super({ plan, hooks, log, lookup }, async () => {
      const failures: PenstockError[] = [];
      for (const run of runs) await run.close().catch((error: PenstockError) => failures.push(error));
      await hooks.notify('platformClosing', { reason: 'closed' });
      parts.abort.abort();
      return [...failures, ...(await parts.instances.close())];
    });
    this.bootTree = parts.bootTree;
    this.#parts = parts;
    this.#runs = runs;
  }

  async openRun({ signal }: { readonly signal?: AbortSignal } = {}): Promise<RunScope> {
    this.opened();
    const { host, container, instances, runIds } = this.#parts;
    const { plan, log, insides } = host;
    const abort = new AbortController();
    const hooks = runIds.length === 0 ? host.hooks : host.hooks.fork();
    const own = new InstanceSet(
      { ...host, hooks, signal: AbortSignal.any([host.signal, abort.signal]) },
      container.child(),
    );
    try {
      await linked(signal, abort, () => own.open(runIds));
    } catch (error) {
      abort.abort();
      for (const failure of await own.close()) log.error(failure.message, { plugin: failure.details.plugin });
      throw error;
    }
    const lookup = new CapabilityLookup(plan, new Map([...instances.values, ...own.values]), insides.bases);
    const run = new OpenScope({ plan, hooks, log, lookup }, async () => {
      this.#runs.delete(run);
      abort.abort();
      return own.close();
    });
    this.#runs.add(run);
    return run;
  }
}

function chosenIds(plan: Plan, only: readonly AnyCapability[] | undefined) {
  const wanted = only?.map((capability) => capability.id);
  const providers = plan.plugins.filter(({ provides }) => provides !== undefined && wanted?.includes(provides));
  const closure =
    wanted &&
    closureOf(
      providers.map((plugin) => plugin.id),
      plan.plugins,
    );
  const chosen = (scope: 'platform' | 'run') => {
    const ids = new Set(plan.plugins.filter((plugin) => plugin.scope === scope).map((plugin) => plugin.id));
    return plan.order.filter((id) => ids.has(id) && (closure?.has(id) ?? true));
  };
  return { platformIds: chosen('platform'), runIds: chosen('run') };
}

/** Lets a caller's signal abort while the work lasts, and not after. */
async function linked(
  signal: AbortSignal | undefined,
  abort: AbortController,
  work: () => Promise<void>,
): Promise<void> {
  const pass = () => abort.abort(signal?.reason);
  if (signal?.aborted) pass();
  signal?.addEventListener('abort', pass, { once: true });
  try {
    await work();
  } finally {
    signal?.removeEventListener('abort', pass);
  }
}
