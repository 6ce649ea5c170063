import { z } from 'zod';

export const options = z.strictObject({
  root: z
    .string()
    .regex(/^$|^[^/]+(\/[^/]+)*$/, 'must not start or end with "/" or hold "//"')
    .default('tables')
    .describe('Key prefix of all tables in the object store; a table is the folder <root>/<name>.'),
  checkpointInterval: z
    .int()
    .min(1)
    .default(10)
    .describe('Commits between checkpoints, for tables without the property delta.checkpointInterval.'),
  logRetentionDays: z
    .number()
    .min(0)
    .default(30)
    .describe(
      'Days that old versions can be read; then the log behind a checkpoint is deleted. The property delta.logRetentionDuration of a table goes first, delta.enableExpiredLogCleanup=false keeps everything.',
    ),
  maxCommitRetries: z
    .int()
    .min(0)
    .default(100)
    .describe('Races that a commit may lose to other writers before it fails with PEN_CONFLICT.'),
});

export type DeltaOptions = z.output<typeof options>;
