import type { AnyCapability } from '@penstock/core';
import type { Platform } from '@penstock/core/runtime';
import type { Io } from './output/io.ts';
import { platformLog } from './output/platform-log.ts';
import { readPlan } from './read-plan.ts';

/**
 * Opens the platform, lets a command work with it, and closes it whatever happens.
 * @param only sets up only what provides these; all when absent
 */
export async function withPlatform<T>(
  io: Io,
  only: readonly AnyCapability[] | undefined,
  work: (platform: Platform) => Promise<T>,
): Promise<T> {
  const { openPlatform } = await import('@penstock/core/runtime');
  const plan = await readPlan(io.flags);
  await using platform = await openPlatform({ plan, log: platformLog(io), ...(only ? { only } : {}) });
  return await work(platform);
}
