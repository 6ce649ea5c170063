import { availableParallelism } from 'node:os';
import { z } from 'zod';

export const options = z.strictObject({
  capacity: z
    .int()
    .min(1)
    .max(1024)
    .default(() => availableParallelism())
    .describe('Jobs that run at once; more wait in order. Default: the number of cores'),
  graceMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(5000)
    .describe('How long a cancelled job may tidy up after SIGTERM before SIGKILL, in milliseconds'),
});

export type TrainingOptions = z.output<typeof options>;
