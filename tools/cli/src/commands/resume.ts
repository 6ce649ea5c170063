import { PenstockError } from '@penstock/core';
import { pendingRetrainings, resumePipeline, runRetrainings } from '@penstock/core/runtime';
import type { Io } from '../output/io.ts';
import { type PerformOptions, perform } from '../run/perform.ts';

/** Goes on where an interrupted or failed run stopped; a run that had ended may still owe the training it asked for. */
export async function run(io: Io, options: PerformOptions, [runId]: readonly string[]): Promise<number> {
  return perform(io, options, async (platform, pipeline, running) => {
    try {
      return await resumePipeline(platform, pipeline, runId, running);
    } catch (error) {
      if (!PenstockError.is(error, 'PEN_RUN_NOTHING_TO_RESUME')) throw error;
      if ((await pendingRetrainings(platform, pipeline)).length === 0) throw error;
      return runRetrainings(platform, pipeline, running);
    }
  });
}
