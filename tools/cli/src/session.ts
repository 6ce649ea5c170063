import { resolve } from 'node:path';
import type { AnyCapability } from '@penstock/core';
import type { Pipeline } from '@penstock/core/pipeline';
import type { Plan, Platform } from '@penstock/core/runtime';
import type { GlobalFlags, Io } from './output/io.ts';

/** Reads the configuration that the flags name; without a file, the built-in local platform. */
export async function readPlan(flags: GlobalFlags): Promise<Plan> {
  const [{ loadPlan }, { defaultConfig }] = await Promise.all([
    import('@penstock/core/runtime'),
    import('./default-config.ts'),
  ]);
  const cwd = resolve(flags.cwd ?? '.');
  return loadPlan({
    cwd,
    ...(flags.config ? { configPath: flags.config } : {}),
    ...(flags.profile ? { profile: flags.profile } : {}),
    defaults: defaultConfig(cwd),
    resolveFrom: import.meta.url,
  });
}

/** Opens the platform, lets a command work with it, and closes it whatever happens. */
export async function withPlatform<T>(
  io: Io,
  only: readonly AnyCapability[] | undefined,
  work: (platform: Platform) => Promise<T>,
): Promise<T> {
  const { openPlatform } = await import('@penstock/core/runtime');
  const plan = await readPlan(io.flags);
  await using platform = await openPlatform({ plan, ...(only ? { only } : {}) });
  return await work(platform);
}

/** The pipeline of that name, or the only one there is. */
export async function findPipeline(plan: Plan, name: string | undefined): Promise<Pipeline> {
  const [{ loadPipelines }, { PenstockError }] = await Promise.all([
    import('@penstock/core/runtime'),
    import('@penstock/core'),
  ]);
  const pipelines = await loadPipelines(plan);
  const found =
    name === undefined && pipelines.length === 1 ? pipelines[0] : pipelines.find((item) => item.name === name);
  if (found) return found;
  const known = pipelines.map((item) => item.name).join(', ');
  if (pipelines.length === 0) {
    throw new PenstockError('PEN_PIPELINE_NOT_FOUND', 'No pipeline is configured', {
      hint: 'Name its file under `pipelines:` in penstock.yaml, or run `penstock init`.',
    });
  }
  throw new PenstockError(
    'PEN_USAGE',
    name === undefined
      ? `There are several pipelines (${known}); name one`
      : `There is no pipeline "${name}"; there are ${known}`,
  );
}

/** A signal for Ctrl-C and SIGTERM: the first cancels in good order, the second ends at once. */
export function interruptible(io: Io): { readonly signal: AbortSignal; done(): void } {
  const abort = new AbortController();
  const onSignal = () => {
    if (abort.signal.aborted) process.exit(130);
    io.news('Cancelling: tables stay whole. Once more to end at once.');
    abort.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: abort.signal,
    done: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
