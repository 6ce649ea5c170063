import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, checkConfig } from '../config/check-config.ts';
import { type CheckedOptions, checkOptions } from '../config/check-options.ts';
import { type ConfigNode, childOf, type MapEntry } from '../config/config-node.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import { formatPlace } from '../config/place.ts';
import { Problems } from '../config/problems.ts';
import { type ConfigRequest, readConfig } from '../config/read-config.ts';
import { Redactor } from '../config/redactor.ts';
import type { Environment } from '../config/references.ts';
import { attribute } from '../errors/guard.ts';
import { fillNeeds } from './fill-needs.ts';
import { adviceFor } from './known-providers.ts';
import { type LoadedPlugin, loadPlugin } from './load-plugin.ts';
import { LoadedPlan, type Plan, type PlannedPlugin } from './plan.ts';
import { setUpOrder } from './set-up-order.ts';

export interface LoadPlanOptions extends ConfigRequest {
  /** Variables for references; the process's own when absent. */
  readonly env?: Environment;
}

/**
 * Reads the configuration, loads its plugins and plans who feeds whom. Plugin code is imported, but no setup runs.
 * @throws {ConfigProblems} PEN_CONFIG_INVALID with everything that is wrong, each with `file:line:col`.
 */
export async function loadPlan(options: LoadPlanOptions): Promise<Plan> {
  const problems = new Problems();
  const redactor = new Redactor();
  const raw = await readConfig(options, problems);
  if (!raw) throw problems.error();
  const config = await checkConfig(raw, { env: options.env, problems, redactor });
  const loading = config.entries.map((entry) => loadPlugin(entry, options.resolveFrom, problems));
  const plugins = (await Promise.all(loading)).filter((plugin) => plugin !== undefined);
  const checked = new Map<string, CheckedOptions>();
  for (const item of plugins) {
    const result = await check(item, problems, redactor);
    if (result) checked.set(item.config.id, result);
  }
  const complete = plugins.length === config.declared;
  const bases = basesOf(config, options);
  const plan = assemble(config, { plugins, checked, complete, bases, profile: options.profile, problems });
  problems.throwIfAny();
  const loaded = plugins.map((item) => {
    const { id } = item.config;
    return [id, { plugin: item.plugin, options: checked.get(id)?.value }] as const;
  });
  return new LoadedPlan(plan, { loaded: new Map(loaded), redactor, bases });
}

interface Assembly {
  readonly plugins: readonly LoadedPlugin[];
  readonly checked: ReadonlyMap<string, CheckedOptions>;
  /** Every plugin of the configuration could be loaded. */
  readonly complete: boolean;
  readonly bases: readonly string[];
  readonly profile: string | undefined;
  readonly problems: Problems;
}

function assemble(config: Config, { plugins, checked, complete, bases, profile, problems }: Assembly): Plan {
  const advice = (capability: string) => adviceFor(capability, bases);
  const planned = plugins.map((item): PlannedPlugin => {
    checkRequired(item, problems);
    const needs = fillNeeds(item, { plugins, complete, problems, advice });
    return describe(item, needs, checked.get(item.config.id)?.display ?? {});
  });
  const { order, cycles } = setUpOrder(planned);
  for (const cycle of cycles) {
    const first = plugins.find((item) => item.config.id === cycle[0]);
    const message = `Plugins need each other in a circle: ${cycle.join(' → ')}`;
    if (first) problems.add('PEN_CAPABILITY_CYCLE', message, first.config.entry.keyPlace);
  }
  const { configPath, project, baseDir, stateDir, pipelines } = config;
  return { configPath, profile, project, baseDir, stateDir, pipelines, plugins: planned, order };
}

function basesOf(config: Config, { resolveFrom }: LoadPlanOptions): string[] {
  const own = config.entries.map((item) => item.entry.keyPlace.source.base);
  const folder = pathToFileURL(join(config.baseDir, 'penstock.yaml')).href;
  return [...new Set([folder, ...own, ...(resolveFrom === undefined ? [] : [resolveFrom])])];
}

function describe(item: LoadedPlugin, needs: PlannedPlugin['needs'], options: PlannedPlugin['options']): PlannedPlugin {
  const { plugin, config, from } = item;
  return {
    id: config.id,
    use: config.use,
    name: plugin.name,
    description: plugin.description,
    ...(from.packageName === undefined ? {} : { packageName: from.packageName }),
    ...(from.version === undefined ? {} : { version: from.version }),
    module: from.url,
    ...(plugin.provides === undefined ? {} : { provides: plugin.provides.id }),
    needs,
    features: Object.keys(plugin.features).filter((feature) => plugin.features[feature] === true),
    requires: config.require,
    scope: plugin.scope,
    at: formatPlace(config.entry.keyPlace),
    options,
  };
}

async function check(item: LoadedPlugin, problems: Problems, redactor: Redactor): Promise<CheckedOptions | undefined> {
  const { id, entry } = item.config;
  const given = childOf(entry.node, 'with');
  const none: ConfigNode = { kind: 'map', place: entry.keyPlace, entries: new Map() };
  const options: MapEntry = given ?? { keyPlace: entry.keyPlace, node: none };
  try {
    return await checkOptions({ id, schema: item.plugin.options, options, problems, redactor });
  } catch (cause) {
    const error = redactor.error(attribute(cause, id, 'options'));
    problems.add(error.code, error.message, options.keyPlace, { cause: error.cause });
    return undefined;
  }
}

function checkRequired({ plugin, config }: LoadedPlugin, problems: Problems): void {
  const list = childOf(config.entry.node, 'require')?.node;
  config.require.forEach((feature, index) => {
    if (plugin.features[feature] === true) return;
    const place = (list && childOf(list, index)?.node.place) ?? config.entry.keyPlace;
    const known = plugin.provides?.features ?? [];
    const meant = known.includes(feature) ? undefined : didYouMean(feature, known);
    const message = known.includes(feature)
      ? `"${config.id}" is asked for the feature "${feature}", which ${plugin.name} does not have`
      : `"${feature}" is not a feature of ${plugin.provides?.id ?? 'a hook-only plugin'}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
    problems.add(
      'PEN_CAPABILITY_FEATURE',
      message,
      place,
      known.includes(feature) ? {} : { hint: `Features there are: ${known.join(', ') || 'none'}.` },
    );
  });
}
