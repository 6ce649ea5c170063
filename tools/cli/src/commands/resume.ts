import type { Io } from '../output/io.ts';
import { perform } from './run.ts';

interface Options {
  readonly pipeline?: string;
  readonly concurrency?: number;
  readonly by?: string;
  readonly retrain?: boolean;
}

export async function run(io: Io, options: Options, [runId]: readonly string[]): Promise<number> {
  const { pendingRetrainings, resumePipeline, runRetrainings } = await import('@penstock/core/runtime');
  const { PenstockError } = await import('@penstock/core');
  return perform(io, options, options.pipeline, async (platform, pipeline, running) => {
    try {
      return await resumePipeline(platform, pipeline, runId, running);
    } catch (error) {
      // The run itself had ended, but not the training that it asked for.
      if (
        !PenstockError.is(error, 'PEN_RUN_NOTHING_TO_RESUME') ||
        (await pendingRetrainings(platform, pipeline)).length === 0
      )
        throw error;
      const report = await runRetrainings(platform, pipeline, running);
      if (report === undefined) throw error;
      return report;
    }
  });
}
