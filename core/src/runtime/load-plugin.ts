import type { ConfigEntry } from '../config/check-config.ts';
import { childOf } from '../config/config-node.ts';
import { didYouMean } from '../config/did-you-mean.ts';
import type { Problems } from '../config/problems.ts';
import { CONTRACT, PLUGIN_BRAND, type Plugin } from '../plugin/define-plugin.ts';
import { type ResolvedUse, resolveUse } from './resolve-use.ts';

/** Contracts of plugins that this runtime takes. */
const accepted: readonly number[] = [CONTRACT];

export interface LoadedPlugin {
  readonly config: ConfigEntry;
  readonly plugin: Plugin;
  readonly from: ResolvedUse;
}

/** Imports what `use:` names; `undefined` when that is not a plugin this runtime can take (see `problems`). */
export async function loadPlugin(
  config: ConfigEntry,
  resolveFrom: string | undefined,
  problems: Problems,
): Promise<LoadedPlugin | undefined> {
  const { use, entry } = config;
  const place = childOf(entry.node, 'use')?.node.place ?? entry.keyPlace;
  const bases = [place.source.base, ...(resolveFrom === undefined ? [] : [resolveFrom])];
  const from = resolveUse(use, bases);
  if ('reason' in from) {
    problems.add('PEN_PLUGIN_NOT_FOUND', `"${use}" ${from.reason}`, place, { hint: from.hint });
    return undefined;
  }
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(from.url)) as typeof module;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    problems.add('PEN_PLUGIN_NOT_FOUND', `"${use}" is there but cannot be loaded: ${reason}`, place, {
      hint: 'Mend or install what the message names.',
      cause,
    });
    return undefined;
  }
  const wrong = whatIsWrong(module, from.exportName, use);
  if (wrong) {
    problems.add(wrong.code, wrong.message, place, { hint: wrong.hint });
    return undefined;
  }
  return { config, plugin: module[from.exportName] as Plugin, from };
}

interface Wrong {
  readonly code: 'PEN_PLUGIN_NOT_FOUND' | 'PEN_PLUGIN_INVALID' | 'PEN_PLUGIN_INCOMPATIBLE';
  readonly message: string;
  readonly hint?: string;
}

function whatIsWrong(module: Readonly<Record<string, unknown>>, name: string, use: string): Wrong | undefined {
  const plugins = Object.keys(module).filter((key) => isPlugin(module[key]));
  const others = plugins.length === 0 ? 'Export one made with definePlugin().' : `Its plugins: ${plugins.join(', ')}.`;
  if (!(name in module)) {
    const meant = didYouMean(name, Object.keys(module));
    const message = `"${use}" has no export "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
    return { code: 'PEN_PLUGIN_NOT_FOUND', message, hint: others };
  }
  const found = module[name];
  if (!isPlugin(found)) {
    return { code: 'PEN_PLUGIN_INVALID', message: `Export "${name}" of "${use}" is not a plugin`, hint: others };
  }
  if (!accepted.includes(found.contract)) {
    return {
      code: 'PEN_PLUGIN_INCOMPATIBLE',
      message: `"${use}" was made for plugin contract ${found.contract}; this Penstock takes ${accepted.join(' and ')}`,
      hint: found.contract > CONTRACT ? 'Update @penstock/core.' : 'Update the plugin.',
    };
  }
  return malformed(found, use);
}

function malformed(plugin: Plugin, use: string): Wrong | undefined {
  const code = 'PEN_PLUGIN_INVALID';
  const hint = 'Make it with definePlugin() and a z.strictObject of options.';
  if (typeof plugin.options?.safeParseAsync !== 'function' || typeof plugin.setup !== 'function') {
    return {
      code,
      message: `"${use}" is not a complete plugin: its options are no zod schema or it has no setup`,
      hint,
    };
  }
  const known = plugin.provides?.features ?? [];
  const unknown = Object.keys(plugin.features).find((feature) => !known.includes(feature));
  if (unknown === undefined) return undefined;
  const message = `"${use}" claims the feature "${unknown}", which ${plugin.provides?.id ?? 'a hook-only plugin'} does not have`;
  return { code, message, hint: `Features there are: ${known.join(', ') || 'none'}.` };
}

function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'brand' in value && value.brand === PLUGIN_BRAND;
}
