import { z } from 'zod';

export const options = z.strictObject({
  file: z
    .string()
    .min(1)
    .optional()
    .describe('Database file, relative to the configuration. Default: tracking.db in the state folder'),
  prefix: z
    .string()
    .regex(/^[^/\s][^\s]*[^/\s]$|^[^/\s]$/, 'must neither start nor end with "/"')
    .default('mlruns')
    .describe('Key prefix of all artifacts in the object store: <prefix>/<experiment>/<run>/artifacts/…'),
  durability: z
    .enum(['process', 'power'])
    .default('power')
    .describe('What an acknowledged write survives: a crash of the process, or a loss of power too (a disk sync each)'),
  busyTimeoutMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(15_000)
    .describe('How long a write waits for other processes that write at the moment, in milliseconds'),
});

export type TrackingOptions = z.output<typeof options>;
