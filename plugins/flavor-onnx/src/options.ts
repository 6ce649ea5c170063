import { z } from 'zod';

export const options = z.strictObject({
  threads: z
    .int()
    .min(1)
    .default(1)
    .describe('Threads of one inference. One is fastest for small models and leaves the other cores to other work.'),
  preference: z
    .number()
    .default(10)
    .describe('Rank among the flavors of a model: the highest is loaded. Native flavors rank higher by default.'),
});
