import { resolve } from 'node:path';
import type { Plan } from '@penstock/core/runtime';
import type { GlobalFlags } from './global-flags.ts';

/** Reads the configuration that the flags name; without a file, the built-in local platform. */
export async function readPlan(flags: GlobalFlags): Promise<Plan> {
  const [{ loadPlan }, { defaultConfig }] = await Promise.all([
    import('@penstock/core/runtime'),
    import('./default-config.ts'),
  ]);
  const cwd = folderOf(flags);
  return loadPlan({
    cwd,
    ...(flags.config ? { configPath: flags.config } : {}),
    ...(flags.profile ? { profile: flags.profile } : {}),
    defaults: defaultConfig(cwd),
    resolveFrom: import.meta.url,
  });
}

/** Folder that a command works in. */
export function folderOf(flags: GlobalFlags): string {
  return resolve(flags.cwd ?? '.');
}
