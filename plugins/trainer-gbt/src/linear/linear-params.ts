import { z } from 'zod';

/** Hyper-parameters of the linear baseline. */
export const linearParams = z.strictObject({
  passes: z.int().min(1).max(1000).default(2).describe('Times the training data is gone through'),
  alpha: z.number().gt(0).default(0.1).describe('Learning rate: how far a weight moves at first'),
  beta: z.number().gt(0).default(1).describe('How soon the steps of a weight become smaller'),
  lambdaL1: z.number().min(0).default(0).describe('L1 regularisation: weights below it are 0'),
  lambdaL2: z.number().min(0).default(0).describe('L2 regularisation'),
  numeric: z
    .enum(['buckets', 'standardized', 'both'])
    .default('buckets')
    .describe('A numeric feature as quantile buckets with a weight each, as one standardised number, or as both'),
  numericBuckets: z.int().min(2).max(1000).default(32).describe('Most buckets of a numeric feature'),
  minCategoryRows: z.int().min(1).default(3).describe('Rarer categories count as missing'),
  crosses: z
    .string()
    .default('none')
    .describe('Pairs of features with weights of their own: none, all, or a list such as a*b,a*c'),
  hashBits: z
    .int()
    .min(8)
    .max(22)
    .default(18)
    .describe('A feature or pair has at most 2 to this power weights; more values than that share them'),
});

export type LinearParams = z.output<typeof linearParams>;
