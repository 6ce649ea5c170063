import { childOf } from '../config/config-node.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import type { Place } from '../config/place.ts';
import type { Problems } from '../config/problems.ts';
import type { Need } from '../plugin/needs.ts';
import type { LoadedPlugin } from './load-plugin.ts';
import type { PlannedNeed } from './plan.ts';

export interface FillContext {
  /** All that could be loaded, in the order of the configuration. */
  readonly plugins: readonly LoadedPlugin[];
  /** False when some plugin could not be loaded: then what is missing may be what it provides. */
  readonly complete: boolean;
  readonly problems: Problems;
  /** What to add when nothing provides a capability. */
  readonly advice: (capability: string) => string;
}

/** Finds who fills each need of a plugin; what cannot be filled is reported. */
export function fillNeeds(consumer: LoadedPlugin, context: FillContext): Record<string, PlannedNeed> {
  const { plugin, config } = consumer;
  const bindPlace = (need: string): Place => {
    const bind = childOf(config.entry.node, 'bind')?.node;
    return (bind && childOf(bind, need)?.node.place) ?? config.entry.keyPlace;
  };
  for (const name of Object.keys(config.bind)) {
    if (Object.hasOwn(plugin.needs, name)) continue;
    const known = Object.keys(plugin.needs);
    const meant = didYouMean(name, known);
    context.problems.add(
      'PEN_CONFIG_INVALID',
      `plugins.${config.id}.bind.${name}: "${plugin.name}" has no need "${name}"${meant ? `; did you mean "${meant}"?` : ''}`,
      bindPlace(name),
      { hint: known.length === 0 ? 'It needs nothing.' : `Its needs: ${known.join(', ')}.` },
    );
  }
  const filled = Object.entries(plugin.needs).map(([name, need]) => {
    const { kind, capability } = kindOf(need);
    const bound = Object.hasOwn(config.bind, name) ? config.bind[name] : undefined;
    const place = bound === undefined ? config.entry.keyPlace : bindPlace(name);
    const request = { consumer, name, kind, capability, place };
    const filledBy = bound === undefined ? choose(request, context) : takeBound(request, bound, context);
    return [name, { kind, capability, filledBy }] as const;
  });
  return Object.fromEntries(filled);
}

interface Request {
  readonly consumer: LoadedPlugin;
  readonly name: string;
  readonly kind: PlannedNeed['kind'];
  readonly capability: string;
  readonly place: Place;
}

function kindOf(need: Need): Pick<PlannedNeed, 'kind' | 'capability'> {
  return 'need' in need ? { kind: need.need, capability: need.capability.id } : { kind: 'one', capability: need.id };
}

function choose(request: Request, context: FillContext): string[] {
  const { consumer, name, kind, capability, place } = request;
  const who = `"${consumer.config.id}" (${consumer.plugin.name})`;
  const candidates = context.plugins.filter((item) => item !== consumer && item.plugin.provides?.id === capability);
  const ids = candidates.map((item) => item.config.id);
  if (kind === 'many' || ids.length === 1) return checkScope(request, candidates, context);
  if (ids.length > 1) {
    context.problems.add(
      'PEN_CAPABILITY_AMBIGUOUS',
      `${who} needs one ${capability} as "${name}", and several plugins provide it: ${ids.join(', ')}`,
      place,
      {
        hint: `Say which one: bind: { ${name}: ${ids[0]} }`,
      },
    );
  } else if (kind === 'one' && context.complete) {
    context.problems.add(
      'PEN_CAPABILITY_MISSING',
      `${who} needs ${capability} as "${name}", and no plugin provides it`,
      place,
      {
        hint: context.advice(capability),
      },
    );
  }
  return [];
}

function takeBound(request: Request, bound: string | readonly string[], context: FillContext): string[] {
  const { consumer, name, kind, capability, place } = request;
  const { problems, plugins } = context;
  const what = `plugins.${consumer.config.id}.bind.${name}`;
  if (typeof bound !== 'string' && kind !== 'many') {
    problems.add('PEN_CONFIG_INVALID', `${what}: one plugin is needed, not a list`, place, {
      hint: 'Name one plugin id.',
    });
    return [];
  }
  const chosen = [bound].flat().flatMap((id) => {
    const found = plugins.find((item) => item.config.id === id);
    if (found?.plugin.provides?.id === capability) return found;
    if (found) {
      problems.add(
        'PEN_CAPABILITY_MISSING',
        `${what}: "${id}" provides ${found.plugin.provides?.id ?? 'nothing'}, not ${capability}`,
        place,
        {
          hint: context.advice(capability),
        },
      );
    } else if (context.complete) {
      const ids = plugins.map((item) => item.config.id);
      const meant = didYouMean(id, ids);
      problems.add(
        'PEN_CONFIG_INVALID',
        `${what}: there is no plugin "${id}"${meant ? `; did you mean "${meant}"?` : ''}`,
        place,
        {
          hint: `Plugins there are: ${ids.join(', ')}.`,
        },
      );
    }
    return [];
  });
  return checkScope(request, chosen, context);
}

/** A platform plugin lives longer than any run, so it cannot hold what belongs to one. */
function checkScope(request: Request, chosen: readonly LoadedPlugin[], { problems }: FillContext): string[] {
  const { consumer, name, place } = request;
  const short = chosen.filter((item) => item.plugin.scope === 'run');
  if (consumer.plugin.scope === 'platform' && short.length > 0) {
    const ids = short.map((item) => item.config.id).join(', ');
    problems.add(
      'PEN_CAPABILITY_SCOPE',
      `"${consumer.config.id}" lives as long as the platform and cannot need "${name}" of ${ids}, which lives for one run`,
      place,
    );
  }
  return chosen.map((item) => item.config.id);
}
