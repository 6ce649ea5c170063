import { type ErrorCode, errorCodes, gateNames, noticeNames, PenstockError, transformNames } from '@penstock/core';
import * as contracts from '@penstock/core/contracts';
import type { Io } from '../output/io.ts';
import { readPlan } from '../session.ts';

export async function run(io: Io, _options: object, [name = '']: readonly string[]): Promise<void> {
  const facts = explainCode(name) ?? explainHook(name) ?? explainCapability(name) ?? (await explainPlugin(io, name));
  if (facts === undefined)
    throw new PenstockError('PEN_NOT_FOUND', `"${name}" is no error code, hook, capability or configured plugin`, {
      hint: 'See `penstock plugins`, docs/reference/errors.md and docs/reference/hooks.md.',
    });
  if (io.flags.json) return io.json(facts);
  for (const [key, value] of Object.entries(facts))
    io.out(`${io.style.dim(key.padEnd(12))} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
}

type Facts = Readonly<Record<string, unknown>>;

function explainCode(name: string): Facts | undefined {
  const code = name.toUpperCase();
  return code in errorCodes ? { code, meaning: errorCodes[code as ErrorCode] } : undefined;
}

function explainHook(name: string): Facts | undefined {
  const kinds = { notice: noticeNames, gate: gateNames, transform: transformNames } as const;
  const meaning = {
    notice: 'told in order; a failing listener is logged',
    gate: 'the first denial wins; an error denies',
    transform: 'each listener may return a changed payload',
  };
  for (const [kind, names] of Object.entries(kinds) as [keyof typeof kinds, readonly string[]][])
    if (names.includes(name)) return { hook: name, kind, meaning: meaning[kind] };
  return undefined;
}

function explainCapability(name: string): Facts | undefined {
  const found = Object.values(contracts).find((item) => item.id === name || item.id.replace(/@\d+$/, '') === name);
  return found && { capability: found.id, meaning: found.description, features: found.features };
}

async function explainPlugin(io: Io, name: string): Promise<Facts | undefined> {
  const found = (await readPlan(io.flags)).plugins.find((item) => item.id === name || item.name === name);
  return found && { ...found };
}
