import { z } from 'zod';

export const options = z.strictObject({
  algorithm: z
    .enum(['random', 'grid'])
    .default('random')
    .describe('`random` draws points; `grid` goes through all combinations, far ones first.'),
  levels: z
    .int()
    .min(2)
    .max(1000)
    .default(5)
    .describe('Evenly spaced values that `grid` takes of a `uniform` or `loguniform` parameter.'),
});

export type TunerOptions = z.output<typeof options>;
