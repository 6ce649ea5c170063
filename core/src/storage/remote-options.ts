import { z } from 'zod';

/** Options that all remote stores share, to be spread into the `strictObject` of a plugin. */
export const remoteOptions = {
  prefix: z
    .string()
    .regex(/^[^/]+(\/[^/]+)*$/, 'must neither start nor end with "/"')
    .optional()
    .describe('Folder in which all keys of the store lie. By default none.'),
  timeoutSeconds: z
    .number()
    .positive()
    .default(60)
    .describe('How long a request may go without an answer, or without more of it, before it is tried again.'),
  attempts: z
    .int()
    .min(1)
    .max(20)
    .default(6)
    .describe(
      'Tries of a request that fails for a passing reason, the first included. Waits between them are random and double.',
    ),
  partSizeMiB: z
    .int()
    .min(5)
    .max(4000)
    .default(16)
    .describe('Largest body of one request; larger objects go up and come down in parts of this size.'),
  parallelParts: z
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('Parts of one object under way at once; each is held in memory.'),
  cacheSizeMiB: z
    .int()
    .min(0)
    .default(10_240)
    .describe('Size above which the local copies unused for longest are removed.'),
  cacheKeepMinutes: z
    .number()
    .min(1)
    .default(60)
    .describe('How long a local copy stays at least after it was asked for, even above `cacheSizeMiB`.'),
};

/** What {@link remoteOptions} give. */
export interface RemoteOptions {
  readonly prefix?: string;
  readonly timeoutSeconds: number;
  readonly attempts: number;
  readonly partSizeMiB: number;
  readonly parallelParts: number;
  readonly cacheSizeMiB: number;
  readonly cacheKeepMinutes: number;
}
