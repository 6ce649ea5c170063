import { runPipeline } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { type PerformOptions, perform } from '../run/perform.ts';

interface Options extends PerformOptions {
  readonly select?: readonly string[];
  readonly fullRefresh?: readonly string[];
}

/** Brings tables, models and monitors up to date. */
export async function run(io: Io, options: Options, [name]: readonly string[]): Promise<number> {
  return perform(io, { ...options, pipeline: name }, (platform, pipeline, running) =>
    runPipeline(platform, pipeline, {
      ...running,
      ...(options.select ? { select: options.select } : {}),
      ...(options.fullRefresh ? { fullRefresh: options.fullRefresh } : {}),
    }),
  );
}
