import { z } from 'zod';
import { recordedHooks } from './recorded-hooks.ts';

export const options = z.strictObject({
  prefix: z
    .string()
    .min(1)
    .default('audit')
    .describe('Key prefix of the entries in the object store, without the last "/"'),
  events: z
    .array(z.enum(recordedHooks))
    .default(recordedHooks)
    .describe('Lifecycle hooks to record; all notices and gates by default'),
});
