import { z } from 'zod';

export const options = z.strictObject({
  root: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of the store, relative to the configuration file; made when missing. By default `store` in the state folder.',
    ),
});
