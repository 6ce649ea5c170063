import { z } from 'zod';

export const options = z.strictObject({
  dir: z
    .string()
    .min(1)
    .optional()
    .describe('Folder of the reports, relative to the configuration. Default: reports in the state folder'),
});
