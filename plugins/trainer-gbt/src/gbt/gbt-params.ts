import { z } from 'zod';

const fraction = () => z.number().gt(0).max(1);

/** Hyper-parameters of gradient boosting, named and meant as LightGBM's, in camelCase. */
export const gbtParams = z.strictObject({
  numTrees: z.int().min(1).max(10_000).default(100).describe('Boosting rounds, one tree each'),
  learningRate: z.number().gt(0).max(1).default(0.1).describe('Shrinkage of every tree'),
  numLeaves: z.int().min(2).max(4096).default(31).describe('Most leaves of a tree'),
  maxDepth: z.int().min(-1).max(64).default(-1).describe('Most splits on a path; 0 or less means no limit'),
  minDataInLeaf: z.int().min(1).default(20).describe('Fewest rows of a leaf'),
  minSumHessian: z.number().min(0).default(1e-3).describe('Smallest sum of hessians of a leaf'),
  minGainToSplit: z.number().min(0).default(0).describe('Smallest gain of a split'),
  lambdaL2: z.number().min(0).default(0).describe('L2 regularisation of leaf values'),
  featureFraction: fraction().default(1).describe('Share of the features that each tree may use'),
  baggingFraction: fraction().default(1).describe('Share of the rows that trees are grown on; 1 switches bagging off'),
  baggingFreq: z.int().min(1).default(1).describe('Rows are drawn anew after this many trees'),
  maxBin: z.int().min(3).max(255).default(255).describe('Most bins of a feature, the one for missing values included'),
  minDataInBin: z.int().min(1).default(3).describe('Fewest rows of a bin; rarer categories count as missing'),
  maxCatToOnehot: z.int().min(0).default(4).describe('Features of at most this many categories split one against rest'),
  maxCatThreshold: z.int().min(1).default(32).describe('Most categories on the smaller side of a split'),
  catL2: z.number().min(0).default(10).describe('Further L2 regularisation of splits by sorted categories'),
  catSmooth: z
    .number()
    .min(0)
    .default(10)
    .describe('Damps the statistic of rare categories; rarer ones are not sorted'),
  minDataPerGroup: z.int().min(1).default(100).describe('Fewest rows added to a side of a categorical split at a time'),
  earlyStoppingRound: z
    .int()
    .min(0)
    .default(0)
    .describe('Stops after this many trees without a better loss on the validation data; 0 switches it off'),
});

export type GbtParams = z.output<typeof gbtParams>;
