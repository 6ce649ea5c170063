import { type ErrorCode, errorCodes, gateNames, noticeNames, PenstockError, transformNames } from '@penstock/core';
import * as contracts from '@penstock/core/contracts';
import type { Plan, PlannedPlugin } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { wrapText } from '../output/wrap-text.ts';
import { readPlan } from '../read-plan.ts';

type Facts = Readonly<Record<string, string | readonly string[]>>;

/** Explains an error code, a hook, a capability or a plugin of the configuration. */
export async function run(io: Io, _options: object, [name = '']: readonly string[]): Promise<void> {
  const facts = explainCode(name) ?? explainHook(name) ?? (await explainConfigured(io, name));
  if (facts === undefined) throw unknown(name);
  if (io.flags.json) return io.json(facts);
  const titles = Math.max(...Object.keys(facts).map((key) => key.length));
  for (const [key, value] of Object.entries(facts)) {
    const lines = (typeof value === 'string' ? value : value.join('\n')) || 'none';
    io.out(wrapText(`${io.style.dim(key.padEnd(titles))}  ${lines}`, io.width, titles + 2));
  }
}

function explainCode(name: string): Facts | undefined {
  const code = name.toUpperCase();
  const known = code in errorCodes ? (code as ErrorCode) : undefined;
  return known && { code: known, meaning: errorCodes[known] };
}

const hookKinds = {
  notice: { names: noticeNames, meaning: 'told in order; a listener that fails is logged and the run goes on' },
  gate: { names: gateNames, meaning: 'the first denial wins; an error denies too' },
  transform: { names: transformNames, meaning: 'each listener may return a changed payload' },
} as const;

function explainHook(name: string): Facts | undefined {
  const found = Object.entries(hookKinds).find(([, { names }]) => (names as readonly string[]).includes(name));
  return found && { hook: name, kind: found[0], listeners: found[1].meaning };
}

/** Capabilities and plugins; a configuration that has problems only leaves out who provides and needs what. */
async function explainConfigured(io: Io, name: string): Promise<Facts | undefined> {
  const plan = await readPlan(io.flags).catch(() => undefined);
  return explainCapability(plan, name) ?? explainPlugin(plan, name);
}

function explainCapability(plan: Plan | undefined, name: string): Facts | undefined {
  const found = Object.values(contracts).find((item) => item.id === name || item.id.replace(/@\d+$/, '') === name);
  if (found === undefined) return undefined;
  const plugins = plan?.plugins ?? [];
  const needing = plugins.filter((plugin) => Object.values(plugin.needs).some((need) => need.capability === found.id));
  return {
    capability: found.id,
    meaning: found.description,
    features: found.features,
    'provided by': plugins.filter((plugin) => plugin.provides === found.id).map((plugin) => plugin.id),
    'needed by': needing.map((plugin) => plugin.id),
  };
}

function explainPlugin(plan: Plan | undefined, name: string): Facts | undefined {
  const found =
    plan?.plugins.find((plugin) => plugin.id === name) ?? plan?.plugins.find((plugin) => plugin.name === name);
  return found && pluginFacts(found);
}

function pluginFacts(plugin: PlannedPlugin): Facts {
  return {
    plugin: plugin.id,
    use: `${plugin.use}${plugin.version ? `, version ${plugin.version}` : ''}`,
    'what it does': plugin.description,
    provides: plugin.provides ?? 'hooks only',
    features: plugin.features,
    needs: Object.entries(plugin.needs).map(
      ([need, { kind, capability, filledBy }]) =>
        `${need}: ${kind === 'one' ? '' : `${kind} `}${capability} from ${filledBy.join(', ') || 'nobody'}`,
    ),
    options: Object.entries(plugin.options).map(([option, value]) => `${option}: ${JSON.stringify(value)}`),
    'configured at': plugin.at,
  };
}

function unknown(name: string): PenstockError {
  return new PenstockError('PEN_NOT_FOUND', `"${name}" is no error code, hook, capability or configured plugin`, {
    hint: 'Examples: penstock explain PEN_PIPELINE_BUSY, promotionRequested, object-store, store.',
  });
}
