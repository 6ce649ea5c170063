import { loadPlan, type OpenPlatformOptions, openPlatform, type Plan, type Platform } from '@penstock/core/runtime';
import { configFolder } from './config-folder.ts';
import { type MemoryLog, memoryLog } from './memory-log.ts';

/** The plan of a configuration whose lines stand under `plugins:`. */
export async function testPlan(...lines: string[]): Promise<Plan> {
  const text = lines.map((line) => `  ${line}\n`).join('');
  await using folder = await configFolder({ 'penstock.yaml': lines.length === 0 ? '' : `plugins:\n${text}` });
  return await loadPlan({ cwd: folder.dir, env: {} });
}

/** An entry for a plugin of the fixture that tells the log what happens to it. */
export function telling(name: string, options = '{}'): string {
  return `{ use: './plugins/lifecycle.ts#${name}', with: ${options} }`;
}

export interface Opened {
  readonly platform: Platform;
  readonly log: MemoryLog;
}

export async function openTestPlatform(
  plan: Plan,
  options: Omit<OpenPlatformOptions, 'plan' | 'log'> = {},
): Promise<Opened> {
  const log = memoryLog();
  return { platform: await openPlatform({ plan, log, ...options }), log };
}
