import { z } from 'zod';

export const options = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on; `0.0.0.0` for all of the machine.'),
  port: z.int().min(0).max(65_535).default(5001).describe('Port to listen on; 0 takes a free one.'),
  prefix: z.string().min(1).default('endpoints').describe('Key prefix in the object store for what is deployed.'),
  defaultEndpoint: z
    .string()
    .min(1)
    .optional()
    .describe('Endpoint that answers `/invocations`. By default the only one there is.'),
  refreshSeconds: z
    .number()
    .positive()
    .default(2)
    .describe('How often a running server looks for deployments made by other processes.'),
  maxBodyBytes: z.int().min(1).default(16_777_216).describe('Largest request body.'),
  maxRows: z.int().min(1).default(10_000).describe('Most rows of one request.'),
  maxBatchRows: z
    .int()
    .min(1)
    .default(1_000)
    .describe('Most rows of concurrent requests that are scored together, for models that prefer batches.'),
  requestTimeoutSeconds: z
    .number()
    .positive()
    .default(30)
    .describe('Limit for receiving a request, and again for answering it.'),
  drainSeconds: z.number().min(0).default(10).describe('How long a closing server waits for requests under way.'),
});

export type Options = z.output<typeof options>;
